import type { Duplex } from "node:stream";
import { pipeline, Transform, type TransformCallback } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** Codings that one response can have. More only cost memory and time. */
const maxCodings = 5;

// A body that breaks off is decoded as far as it goes, as with fetch.
const zlibOptions = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const brotliOptions = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };

/**
 * Creates a stream that decodes a body as fetch does.
 *
 * @param contentEncoding the `Content-Encoding` field: one coding or a list, in any case
 * @param onChunk receives the decoded body
 * @param onEnd runs once, with the failure if there is one
 * @returns undefined if the body is not encoded, or in a coding that is not supported
 * @throws Error if there are more than 5 codings
 */
export function createDecoder(
  contentEncoding: string,
  onChunk: (chunk: Buffer) => void,
  onEnd: (failure?: unknown) => void,
): Duplex | undefined {
  const codings = contentEncoding
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  if (codings.length > maxCodings)
    throw new Error(`Expected at most ${maxCodings} content codings, received ${codings.length}.`);
  // The coding that was applied last is removed first.
  const decoders = codings.reverse().map(decoderOf);
  const [first] = decoders;
  const last = decoders.at(-1);
  if (!first || !last || decoders.includes(undefined)) return undefined;
  last.on("data", onChunk);
  if (first === last) last.once("end", () => onEnd()).once("error", onEnd);
  else pipeline(decoders as Duplex[], (failure) => onEnd(failure ?? undefined));
  return first;
}

function decoderOf(coding: string): Duplex | undefined {
  switch (coding) {
    case "gzip":
    case "x-gzip":
      return createGunzip(zlibOptions);
    case "deflate":
      return new Inflate();
    case "br":
      return createBrotliDecompress(brotliOptions);
    default:
      return undefined;
  }
}

/** Decodes `deflate` with the zlib header that the standard requires, and without, as some servers send it. */
class Inflate extends Transform {
  #inner: Duplex | undefined;

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    this.#inner ??= this.#open(((chunk[0] ?? 0) & 0x0f) === 8);
    this.#inner.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    if (this.#inner) this.#inner.once("end", done).end();
    else done();
  }

  #open(hasHeader: boolean): Duplex {
    const inner = hasHeader ? createInflate(zlibOptions) : createInflateRaw(zlibOptions);
    return inner.on("data", (chunk: Buffer) => this.push(chunk)).on("error", (error) => this.destroy(error));
  }
}
