import { buffer } from "node:stream/consumers";
import { type FileStore, type FilesOptions, openFileStore } from "../../shared/files/index.ts";
import { pdf } from "../contract.ts";

/** Opens the store of the documents' contents. Its methods that reach the storage throw S3_ERROR if it fails. */
export async function openDocumentFiles(options: FilesOptions): Promise<FileStore> {
  const files = await openFileStore(options, "pdf");
  return {
    ...files,
    write: (fileId, content, signal) => convertErrors("write", files.write(fileId, content, signal), signal),
    remove: (fileId) => convertErrors("remove", files.remove(fileId)),
  };
}

/** Reads a content as a whole, so that a failure can be reported. @throws S3_ERROR */
export async function readContent(
  files: FileStore,
  fileId: string,
  bytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reading = files.read(fileId, bytes, undefined, signal).then(buffer);
  return await convertErrors("read", reading, signal);
}

/** Details of the store's vendor stay in the log. */
async function convertErrors<Result>(name: string, work: Promise<Result>, signal?: AbortSignal): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    // The caller cancelled the request, so the store did not fail.
    if (signal?.aborted) throw signal.reason;
    throw pdf.error.S3_ERROR(undefined, { cause, note: `${name} failed` });
  }
}
