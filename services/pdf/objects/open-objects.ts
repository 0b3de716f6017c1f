import { join } from "node:path";
import { pdf } from "../contract.ts";
import { folderStore } from "./folder-store.ts";
import type { ObjectStore } from "./object-store.ts";
import { type S3Options, s3Store } from "./s3-store.ts";

/** Opens a bucket, or a folder if there is none. Every operation of the store throws S3_ERROR if it fails. */
export function openObjects(folder: string, s3: S3Options | undefined): ObjectStore {
  const store = s3 === undefined ? folderStore(join(folder, "pdf")) : s3Store(s3);
  return {
    put: (key, bytes, signal) => convertErrors("put", store.put(key, bytes, signal), signal),
    get: (key, signal) => convertErrors("get", store.get(key, signal), signal),
    remove: (key) => convertErrors("remove", store.remove(key)),
  };
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
