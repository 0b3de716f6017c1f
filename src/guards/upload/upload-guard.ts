import { type OptionTypes, requireInteger, requireOptions } from "../../contract/faults/options.ts";
import { type Refusal, raise } from "../../contract/index.ts";
import { detect, HEAD_BYTES, sniff } from "./detect.ts";
import { extensionOf, safeFileName } from "./file-name.ts";
import type { FileType, UploadSink } from "./upload-sink.ts";

/** A file sent by a client. */
export interface IncomingUpload {
  /** Name sent by the client. Only its extension is used, and it must match the content. */
  readonly fileName: string;
  /** Media type declared by the client. @default null, unknown */
  readonly declaredType?: string | null | undefined;
  /** File size declared by the client, in bytes. @default null, unknown */
  readonly declaredBytes?: number | null | undefined;
  /** Bytes of the file, read once. */
  readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Called before bytes are stored, with the total stored afterwards. May reject, as a storage quota does. @default none */
  readonly beforeStore?: ((totalBytes: number) => Promise<void>) | undefined;
}

/** A completely received file whose content matches its name. */
export interface AcceptedUpload {
  /** Name that is safe to store and to display. */
  readonly fileName: string;
  /** Accepted type of the content. */
  readonly type: FileType;
  /** Media type to serve the file with. */
  readonly mediaType: string;
  /** Encoding to serve the file with, such as `utf-8`; undefined if the file is not text. */
  readonly charset: string | undefined;
  /** Size of the file in bytes. */
  readonly bytes: number;
}

/** Details of a file that is too large. */
export interface TooLargeDetails {
  /** Largest accepted size in bytes. */
  readonly maxBytes: number;
  /** Size as declared or counted; omitted if the server stopped reading before the end. */
  readonly actualBytes?: number;
}

/** Details of a file of the wrong type. */
export interface WrongTypeDetails {
  /** Names of the accepted types. */
  readonly accepted: string[];
  /** Media types of the accepted types. */
  readonly acceptedMediaTypes: string[];
  /** Media type of the content; `polyglot` for several at once; null if unknown. */
  readonly detected: string | null;
  /** Media type that the client declared; null if it declared none. */
  readonly declared: string | null;
  /** Extension of the file name in lower case, without a dot; empty if there is none. */
  readonly extension: string;
  /**
   * `not_accepted`: another type; `mismatch`: an accepted type with another type's extension or media type; `damaged`:
   * starts like an accepted type but is not valid; `polyglot`: several types at once; `empty`: no bytes.
   */
  readonly reason: "not_accepted" | "mismatch" | "damaged" | "polyglot" | "empty";
}

/** Options of {@link uploadGuard}. */
export interface UploadGuardOptions {
  /** Accepted types. */
  readonly accept: readonly FileType[];
  /** Largest accepted file, in bytes, 1 or more. */
  readonly maxBytes: number;
  /** Refusal for a file over `maxBytes`. */
  readonly tooLarge: Refusal<TooLargeDetails>;
  /** Refusal for a file of the wrong type. */
  readonly wrongType: Refusal<WrongTypeDetails>;
  /** Refusal for an empty file. @default wrongType */
  readonly empty?: Refusal<WrongTypeDetails> | undefined;
  /** Bytes of a rejected body that are read and discarded, so that the client can read the response. @default maxBytes */
  readonly discardBytes?: number | undefined;
}

/**
 * Receives a file into a sink. Discards the sink on any error.
 *
 * @throws tooLarge by the declared or counted size; wrongType by extension, declared type, first bytes or whole content;
 * empty; and any error of the body, the sink or `beforeStore`
 */
export type UploadGuard = (upload: IncomingUpload, sink: UploadSink) => Promise<AcceptedUpload>;

const optionTypes: OptionTypes<UploadGuardOptions> = {
  accept: "checked",
  maxBytes: "checked",
  tooLarge: "function",
  wrongType: "function",
  empty: "function",
  discardBytes: "checked",
};

/**
 * Creates a guard that limits the size and type of uploads.
 *
 * @throws TypeError for an invalid `accept`, `maxBytes` or `discardBytes`
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { fileTypes, memorySink, uploadGuard } from "errata/guards/upload";
 *
 * const { error } = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: {
 *     TOO_LARGE: { kind: "payload_too_large", when: "The file exceeds 5 MB.", message: "The file is too large." },
 *     NOT_A_PDF: { kind: "unsupported_media", when: "The file is not a PDF.", message: "Upload a PDF." },
 *   },
 * });
 * const { pdf } = fileTypes;
 * const receive = uploadGuard({ accept: [pdf], maxBytes: 5_000_000, tooLarge: error.TOO_LARGE, wrongType: error.NOT_A_PDF });
 * const save = (file: File) => receive({ fileName: file.name, body: file.stream() }, memorySink());
 * ```
 */
export function uploadGuard(options: UploadGuardOptions): UploadGuard {
  requireOptions("uploadGuard", options, optionTypes, ["tooLarge", "wrongType"]);
  const { accept } = options;
  // A name of a type is a usual mistake: the types are values, because they know how to check a file.
  if (!Array.isArray(accept) || !accept.every((type) => typeof type?.matches === "function"))
    throw new TypeError(
      `uploadGuard: expected accept to be a list of file types, received ${String(accept).slice(0, 80)}. Write it like [fileTypes.pdf].`,
    );
  requireInteger("uploadGuard: maxBytes", options.maxBytes, 1);
  if (options.discardBytes !== undefined) requireInteger("uploadGuard: discardBytes", options.discardBytes, 0);
  return async (upload, sink) => {
    const chunks = chunksOf(upload.body);
    try {
      const accepted = await receive(options, upload, chunks, sink);
      await sink.finish();
      return accepted;
    } catch (error) {
      // The first error is reported; bytes that could not be discarded are found by their missing row.
      await Promise.allSettled([sink.discard(), drain(chunks, options.discardBytes ?? options.maxBytes)]);
      throw error;
    }
  };
}

async function receive(
  options: UploadGuardOptions,
  upload: IncomingUpload,
  chunks: AsyncIterator<Uint8Array>,
  sink: UploadSink,
): Promise<AcceptedUpload> {
  const { accept, maxBytes, tooLarge, wrongType, empty = wrongType } = options;
  const { declaredBytes } = upload;
  if (typeof declaredBytes === "number" && declaredBytes > maxBytes) {
    throw raise(tooLarge, { maxBytes, actualBytes: declaredBytes });
  }
  const claim = claimOf(options, upload);
  const stored = await store(options, upload, chunks, sink, claim);
  if (stored.bytes === 0) throw raise(empty, claim.details(null, "empty"));
  const { type, detected } = await detect(stored, accept);
  if (type === undefined) {
    const isDamaged = accept.some(({ mediaTypes }) => detected !== null && mediaTypes.includes(detected));
    const reason = detected === "polyglot" ? detected : isDamaged ? "damaged" : "not_accepted";
    throw raise(wrongType, claim.details(detected, reason));
  }
  if (!claim.types.includes(type)) {
    throw raise(wrongType, claim.details(detected, accept.includes(type) ? "mismatch" : "not_accepted"));
  }
  const charset = await type.charsetOf?.(stored);
  return { fileName: claim.fileName, type, mediaType: type.mediaTypes[0], charset, bytes: stored.bytes };
}

/** Stores chunks until the end, the size limit, or first bytes that do not match the name. */
async function store(
  { maxBytes, tooLarge, wrongType, discardBytes = maxBytes }: UploadGuardOptions,
  { beforeStore }: IncomingUpload,
  chunks: AsyncIterator<Uint8Array>,
  sink: UploadSink,
  claim: Claim,
): Promise<{ bytes: number; read: UploadSink["read"] }> {
  let head: Uint8Array = new Uint8Array();
  let bytes = 0;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    const chunk = next.value;
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw raise(tooLarge, sizeDetails(maxBytes, bytes, await drain(chunks, discardBytes)));
    if (head.byteLength < HEAD_BYTES) {
      head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.byteLength)]);
      const isComplete = head.byteLength === HEAD_BYTES;
      if (isComplete && !claim.types.some((type) => type.startsLike(head))) {
        const reason = claim.startsLikeAccepted(head) ? "mismatch" : "not_accepted";
        throw raise(wrongType, claim.details(await sniff(head), reason));
      }
    }
    await beforeStore?.(bytes);
    await sink.write(chunk);
  }
  return { bytes, read: (offset, length) => sink.read(offset, length) };
}

/** Omits the size if the body was not read to its end: a partial size would look like the size of the file. */
function sizeDetails(maxBytes: number, stored: number, rest: { bytes: number; isEnd: boolean }): TooLargeDetails {
  return rest.isEnd ? { maxBytes, actualBytes: stored + rest.bytes } : { maxBytes };
}

/** The type of a file according to its client. */
interface Claim {
  readonly fileName: string;
  /** Accepted types that match the extension and the declared type. */
  readonly types: readonly FileType[];
  /** Checks whether the first bytes match any accepted type. */
  startsLikeAccepted(head: Uint8Array): boolean;
  details(detected: string | null, reason: WrongTypeDetails["reason"]): WrongTypeDetails;
}

function claimOf({ accept }: UploadGuardOptions, upload: IncomingUpload): Claim {
  const fileName = safeFileName(upload.fileName);
  const extension = extensionOf(fileName);
  const declared = upload.declaredType?.split(";")[0]?.trim().toLowerCase() || null;
  const isGeneric = declared === null || declared === "application/octet-stream" || declared === "binary/octet-stream";
  return {
    fileName,
    types: accept.filter((type) => {
      return type.extensions.includes(extension) && (isGeneric || type.mediaTypes.includes(declared));
    }),
    startsLikeAccepted: (head) => accept.some((type) => type.startsLike(head)),
    details: (detected, reason) => ({
      accepted: accept.map(({ name }) => name),
      acceptedMediaTypes: accept.map(({ mediaTypes }) => mediaTypes[0]),
      detected,
      declared,
      extension,
      reason,
    }),
  };
}

/** Reads and discards up to `maxBytes`, then ends the stream. @returns the bytes read, and whether the body ended */
async function drain(chunks: AsyncIterator<Uint8Array>, maxBytes: number): Promise<{ bytes: number; isEnd: boolean }> {
  let bytes = 0;
  try {
    while (bytes < maxBytes) {
      const next = await chunks.next();
      if (next.done === true) return { bytes, isEnd: true };
      bytes += next.value.byteLength;
    }
    await chunks.return?.();
  } catch {
    // A body that fails while it is discarded needs no report.
  }
  return { bytes, isEnd: false };
}

/** Converts any body to one iterator. Ending it early cancels the source. */
async function* chunksOf(body: IncomingUpload["body"]): AsyncGenerator<Uint8Array, undefined> {
  yield* body;
  return undefined;
}
