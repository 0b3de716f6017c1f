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
import { factsOf, type OrderType, orderTypes } from "../work/order-types.ts";

/** What is kept of a file's name and type. */
export interface Accepted {
  readonly fileName: string;
  /** With the charset of a text that is not UTF-8. */
  readonly mediaType: string;
}

/** Brings a file into a sink and finishes it, or refuses it and discards what came. @throws ORDER_TYPE_NOT_MATCH, BODY_TOO_LARGE */
export type Receive = (upload: Upload, sink: UploadSink) => Promise<Accepted>;

const { fileBytes } = orders.limits;

/** What takes the files of each type of order. */
export const receivers: Readonly<Record<OrderType, Receive>> = Object.fromEntries(
  orderTypes.map((type) => [type, receiverOf(type)]),
) as Record<OrderType, Receive>;

function receiverOf(orderType: OrderType): Receive {
  const { accept } = factsOf[orderType];
  if (accept === "any") return (upload, sink) => receive(upload, sink, async () => named(upload));
  if (accept === "table")
    return (upload, sink) => receive(upload, sink, (content) => checkTable(orderType, upload, content));
  const guard = uploadGuard({
    accept,
    maxBytes: fileBytes,
    tooLarge,
    wrongType: ({ accepted, detected }) => mismatch(orderType, accepted, detected),
  });
  return ({ fileName, mediaType, content, declaredBytes }, sink) =>
    guard({ fileName: fileName ?? "file", declaredType: mediaType, declaredBytes, body: content }, sink);
}

async function receive(
  { content }: Upload,
  sink: UploadSink,
  check: (content: Content) => Promise<Accepted>,
): Promise<Accepted> {
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

const vague = "application/octet-stream";
const tableExtensions = new Set(["csv", "tsv", "txt"]);
/** Windows calls every CSV file an Excel one. */
const tableTypes = new Set(["text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", vague]);

/** A table is text, whatever it is called; whether its rows are whole is seen when it is read. */
async function checkTable(orderType: OrderType, upload: Upload, content: Content): Promise<Accepted> {
  const { fileName, mediaType } = named(upload);
  const { type, detected } = await detect(content, []);
  const fits = tableExtensions.has(extensionOf(fileName)) && tableTypes.has(mediaType.toLowerCase());
  if (type !== fileTypes.txt || !fits) throw mismatch(orderType, ["CSV"], detected);
  const charset = await fileTypes.txt.charsetOf?.(content);
  return { fileName, mediaType: `text/csv; charset=${charset ?? "utf-8"}` };
}

function named({ fileName, mediaType }: Upload): Accepted {
  return { fileName: safeFileName(fileName ?? "file"), mediaType: mediaType ?? vague };
}

function mismatch(orderType: OrderType, accepted: string[], detected: string | null): ApiError {
  return orders.error.ORDER_TYPE_NOT_MATCH({ orderType, reason: "file", accepted, detected });
}

function tooLarge(): ApiError {
  return orders.raise("body_too_large", { maxBytes: fileBytes });
}
