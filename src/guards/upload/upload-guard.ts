import { type Refusal, raise } from "../../contract/index.ts";
import { detect, HEAD_BYTES, sniff } from "./detect.ts";
import { extensionOf, safeFileName } from "./file-name.ts";
import type { FileType } from "./file-type.ts";
import type { UploadSink } from "./upload-sink.ts";

/** One file as it comes from the client. */
export interface IncomingUpload {
  /** Name that the client gave; trusted for nothing but its extension, which must fit the content. */
  readonly fileName: string;
  /** Media type that the client declared, if any. */
  readonly declaredType?: string | null | undefined;
  /** Size of the file that the client announced, if any. */
  readonly declaredBytes?: number | null | undefined;
  readonly body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  /** Called before bytes are stored, with all that will then be stored; may refuse, as a storage quota does. */
  readonly beforeStore?: ((totalBytes: number) => Promise<void>) | undefined;
}

/** A file that was received whole and is what it says. */
export interface AcceptedUpload {
  /** Name that is safe to store and to show. */
  readonly fileName: string;
  readonly type: FileType;
  /** Media type to serve the file with. */
  readonly mediaType: string;
  /** Encoding to serve the file with, such as `utf-8`; undefined where the file is no text. */
  readonly charset: string | undefined;
  readonly bytes: number;
}

/** Facts of a file that is too large. */
export interface TooLargeDetails {
  readonly maxBytes: number;
  /** Size as declared, or as counted; left out where the server stopped reading before the end. */
  readonly actualBytes?: number;
}

/** Facts of a file that is no accepted type, or not the one it says. */
export interface WrongTypeDetails {
  /** Names of the accepted types. */
  readonly accepted: string[];
  readonly acceptedMediaTypes: string[];
  /** Media type of the content; `polyglot` for several at once; null when unknown. */
  readonly detected: string | null;
  readonly declared: string | null;
  readonly extension: string;
  /**
   * `not_accepted`: another type; `mismatch`: an accepted type under another's name or declared type; `damaged`: it
   * begins like an accepted type and is not one; `polyglot`: several types at once; `empty`: nothing.
   */
  readonly reason: "not_accepted" | "mismatch" | "damaged" | "polyglot" | "empty";
}

/** What is accepted, and the codes for the rest. */
export interface UploadGuardOptions {
  readonly accept: readonly FileType[];
  /** Largest file, in bytes; a file of exactly this size is accepted. */
  readonly maxBytes: number;
  readonly tooLarge: Refusal<TooLargeDetails>;
  readonly wrongType: Refusal<WrongTypeDetails>;
  /** @default wrongType */
  readonly empty?: Refusal<WrongTypeDetails>;
  /** Bytes of a refused body that are read and thrown away, so that the client can finish sending and read the answer. @default maxBytes */
  readonly discardBytes?: number;
}

/**
 * Receives one file into a sink.
 *
 * @throws tooLarge by the declared and by the counted size; wrongType by name, declared type, first bytes and whole
 * content; empty; whatever the body, the sink or `beforeStore` throws. The sink is then discarded.
 */
export type UploadGuard = (upload: IncomingUpload, sink: UploadSink) => Promise<AcceptedUpload>;

/** Makes the guard of one kind of upload. */
export function uploadGuard(options: UploadGuardOptions): UploadGuard {
  if (!Number.isSafeInteger(options.maxBytes) || options.maxBytes < 1) {
    throw new TypeError(`uploadGuard: expected maxBytes to be an integer of 1 or more, received ${options.maxBytes}.`);
  }
  return async (upload, sink) => {
    const chunks = chunksOf(upload.body);
    try {
      const accepted = await receive(options, upload, chunks, sink);
      await sink.finish();
      return accepted;
    } catch (error) {
      // What went wrong first is the reason to report; leftovers of a sink are found by their missing row.
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
  const { maxBytes, tooLarge, wrongType, empty = wrongType } = options;
  const { declaredBytes } = upload;
  if (typeof declaredBytes === "number" && declaredBytes > maxBytes) {
    throw raise(tooLarge, { maxBytes, actualBytes: declaredBytes });
  }
  const claim = claimOf(options, upload);
  const stored = await store(options, upload, chunks, sink, claim);
  if (stored.bytes === 0) throw raise(empty, claim.facts(null, "empty"));
  const { type, detected } = await detect(stored, options.accept);
  if (type === undefined) {
    const isDamaged = options.accept.some(({ mediaTypes }) => detected !== null && mediaTypes.includes(detected));
    throw raise(
      wrongType,
      claim.facts(detected, detected === "polyglot" ? detected : isDamaged ? "damaged" : "not_accepted"),
    );
  }
  if (!claim.types.includes(type)) {
    throw raise(wrongType, claim.facts(detected, options.accept.includes(type) ? "mismatch" : "not_accepted"));
  }
  const charset = await type.charsetOf?.(stored);
  return { fileName: claim.fileName, type, mediaType: type.mediaTypes[0], charset, bytes: stored.bytes };
}

/** Stores the chunks until the end, the cap, or first bytes that cannot be what the name says. */
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
    if (bytes > maxBytes) throw raise(tooLarge, tooLargeFacts(maxBytes, bytes, await drain(chunks, discardBytes)));
    if (head.byteLength < HEAD_BYTES) {
      head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.byteLength)]);
      const isWhole = head.byteLength === HEAD_BYTES;
      if (isWhole && !claim.types.some((type) => type.startsLike(head))) {
        throw raise(wrongType, claim.facts(await sniff(head), claim.looksAccepted(head) ? "mismatch" : "not_accepted"));
      }
    }
    await beforeStore?.(bytes);
    await sink.write(chunk);
  }
  return { bytes, read: (offset, length) => sink.read(offset, length) };
}

/** Half a size would be taken for the whole one. */
function tooLargeFacts(maxBytes: number, stored: number, rest: Drained): TooLargeDetails {
  return rest.isEnd ? { maxBytes, actualBytes: stored + rest.bytes } : { maxBytes };
}

/** What a client claims that its file is. */
interface Claim {
  readonly fileName: string;
  /** Accepted types that fit the extension and the declared type. */
  readonly types: readonly FileType[];
  /** Whether the first bytes are those of any accepted type. */
  looksAccepted(head: Uint8Array): boolean;
  facts(detected: string | null, reason: WrongTypeDetails["reason"]): WrongTypeDetails;
}

function claimOf({ accept }: UploadGuardOptions, upload: IncomingUpload): Claim {
  const fileName = safeFileName(upload.fileName);
  const extension = extensionOf(fileName);
  const declared = upload.declaredType?.split(";")[0]?.trim().toLowerCase() || null;
  const isVague = declared === null || declared === "application/octet-stream" || declared === "binary/octet-stream";
  return {
    fileName,
    types: accept.filter((type) => {
      return type.extensions.includes(extension) && (isVague || type.mediaTypes.includes(declared));
    }),
    looksAccepted: (head) => accept.some((type) => type.startsLike(head)),
    facts: (detected, reason) => ({
      accepted: accept.map(({ name }) => name),
      acceptedMediaTypes: accept.map(({ mediaTypes }) => mediaTypes[0]),
      detected,
      declared,
      extension,
      reason,
    }),
  };
}

/** What was thrown away of a body, and whether that was all of it. */
interface Drained {
  readonly bytes: number;
  readonly isEnd: boolean;
}

/** Reads what is left and throws it away, up to a cap; then ends the stream. */
async function drain(chunks: AsyncIterator<Uint8Array>, maxBytes: number): Promise<Drained> {
  let bytes = 0;
  try {
    while (bytes < maxBytes) {
      const next = await chunks.next();
      if (next.done === true) return { bytes, isEnd: true };
      bytes += next.value.byteLength;
    }
    await chunks.return?.();
  } catch {
    // A body that breaks while it is thrown away is gone all the same.
  }
  return { bytes, isEnd: false };
}

/** Makes one iterator of any body; ending it early cancels the source. */
async function* chunksOf(body: IncomingUpload["body"]): AsyncGenerator<Uint8Array, undefined> {
  yield* body;
  return undefined;
}
