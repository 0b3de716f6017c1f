import type { ApiError } from "errata";
import {
  type Content,
  detect,
  extensionOf,
  fileTypes,
  safeFileName,
  type UploadSink,
  uploadGuard,
} from "errata/guards/upload";
import type { Upload } from "../../shared/files/index.ts";
import { orders } from "../contract.ts";
import { type OrderType, orderTypeInfo, orderTypes } from "../work/order-types.ts";
import { type CharsetProblem, checkCharset } from "./declared-charset.ts";

/** Name and type of an accepted file. */
export interface AcceptedFile {
  readonly fileName: string;
  /** Includes the charset of a table. */
  readonly mediaType: string;
}

/**
 * Writes an upload to a sink and finishes it, or discards it.
 *
 * @throws ORDER_TYPE_NOT_MATCH, BODY_TOO_LARGE, VALIDATION_FAILED for the charset of a table
 */
export type UploadHandler = (upload: Upload, sink: UploadSink) => Promise<AcceptedFile>;

const { fileBytes } = orders.limits;

/** The upload handler of each type of order. */
export const uploadHandlers: Readonly<Record<OrderType, UploadHandler>> = Object.fromEntries(
  orderTypes.map((type) => [type, handlerOf(type)]),
) as Record<OrderType, UploadHandler>;

function handlerOf(orderType: OrderType): UploadHandler {
  const { accept } = orderTypeInfo[orderType];
  if (accept === "any") return (upload, sink) => receive(upload, sink, async () => named(upload));
  if (accept === "table")
    return (upload, sink) => receive(upload, sink, (content) => checkTable(orderType, upload, content));
  const guard = uploadGuard({
    accept,
    maxBytes: fileBytes,
    tooLarge,
    wrongType: ({ accepted, detected }) => wrongType(orderType, accepted, detected),
  });
  return ({ fileName, mediaType, content, declaredBytes }, sink) =>
    guard({ fileName: fileName ?? "file", declaredType: mediaType, declaredBytes, body: content }, sink);
}

async function receive(
  { content }: Upload,
  sink: UploadSink,
  check: (content: Content) => Promise<AcceptedFile>,
): Promise<AcceptedFile> {
  let bytes = 0;
  try {
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      if (bytes > fileBytes) throw tooLarge();
      await sink.write(chunk);
    }
    const accepted = await check({ bytes, read: (offset, length) => sink.read(offset, length) });
    await sink.finish();
    return accepted;
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

const unknownType = "application/octet-stream";
const tableExtensions = new Set(["csv", "tsv", "txt"]);
/** Windows declares CSV files as Excel files. */
const tableTypes = new Set(["text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", unknownType]);

/** Checks that a file is text, and its name and type those of a table. Its rows are checked when the order is processed. */
async function checkTable(orderType: OrderType, upload: Upload, content: Content): Promise<AcceptedFile> {
  const { fileName, mediaType } = named(upload);
  const { type, detected } = await detect(content, []);
  const isTable = tableExtensions.has(extensionOf(fileName)) && tableTypes.has(mediaType.toLowerCase());
  // Text in a charset that only the client knows is not detected as text.
  const isText = type === fileTypes.txt || (upload.charset !== null && detected === null && content.bytes > 0);
  if (!isText || !isTable) throw wrongType(orderType, ["CSV"], detected);
  const declared = upload.charset === null ? undefined : await checkCharset(content, upload.charset);
  if (declared !== undefined && "problem" in declared) throw wrongCharset(declared.problem);
  const charset = declared?.charset ?? (await fileTypes.txt.charsetOf?.(content));
  return { fileName, mediaType: `text/csv; charset=${charset ?? "utf-8"}` };
}

function wrongCharset(message: CharsetProblem): ApiError {
  return orders.error.VALIDATION_FAILED([{ field: "file", location: "body", code: "invalid", message }]);
}

function named({ fileName, mediaType }: Upload): AcceptedFile {
  return { fileName: safeFileName(fileName ?? "file"), mediaType: mediaType ?? unknownType };
}

function wrongType(orderType: OrderType, accepted: string[], detected: string | null): ApiError {
  return orders.error.ORDER_TYPE_NOT_MATCH({ orderType, reason: "file", accepted, detected });
}

/** Creates the error for a file that is too large. */
export function tooLarge(): ApiError {
  return orders.raise("body_too_large", { maxBytes: fileBytes });
}
