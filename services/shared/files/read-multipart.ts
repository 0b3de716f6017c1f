import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { BodyError } from "errata/server";
import { MB } from "./file-store.ts";

/** The file part of a form. */
export interface FilePart {
  readonly fileName: string;
  /** Media type sent by the client; null if it sent none. */
  readonly mediaType: string | null;
  readonly content: AsyncIterable<Uint8Array>;
}

/** Why a well-formed form is not exactly one file. */
export interface FormError {
  /** Name of the part. */
  readonly field: string;
  readonly code: "required" | "unknown_field" | "invalid";
  readonly message: string;
}

/**
 * Reads a form with one part, `file`, while it arrives. An error in the rest of the form also ends the file's content
 * with an error, so that no file of a rejected request is stored.
 *
 * @param toError creates the API's error for a form that is not exactly one file
 * @throws what `toError` returns; what `handle` throws; BodyError (malformed_body)
 */
export async function readMultipart<Result>(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  toError: (error: FormError) => Error,
  handle: (part: FilePart) => Promise<Result>,
): Promise<Result> {
  const parser = openParser(contentType);
  const source = Readable.from(body, { objectMode: false });
  let file: Readable | undefined;
  let handled: Promise<Result> | undefined;
  const complete = new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      source.unpipe(parser);
      file?.destroy(error instanceof Error ? error : new Error("The form is incomplete.", { cause: error }));
      reject(error);
    };
    parser.on("file", (field: string | undefined, stream, fileName: string | undefined, _, mediaType) => {
      stream.on("error", () => undefined);
      if (field !== "file" || handled !== undefined || !fileName) {
        stream.resume();
        return fail(toError(unexpectedPart(field, handled !== undefined)));
      }
      file = stream;
      handled = handle({ fileName, mediaType: declaredType(mediaType), content: contentOf(stream, complete) });
      handled.catch(fail);
    });
    parser.on("field", (field: string | undefined) => fail(toError(unexpectedPart(field, handled !== undefined))));
    parser.on("error", (cause) => fail(malformed(cause)));
    source.on("error", fail);
    parser.on("finish", () => (handled === undefined ? reject(toError(missingFile)) : resolve()));
  });
  source.pipe(parser);
  const form = await settled(complete);
  const result = await settled(handled as Promise<Result> | undefined);
  if ("error" in result || "error" in form) await discard(source);
  // The handler's error comes first, because it may be the reason why the form was not read to its end.
  if ("error" in result) throw result.error;
  if ("error" in form) throw form.error;
  return result.value as Result;
}

/** The head of a form's first part. */
export interface PartHead {
  /** Passes the form on and checks the head. @throws BodyError (malformed_body) */
  observe(form: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Returns the length of the file in a form of `formBytes`; null before the head was observed. */
  fileBytes(formBytes: number): number | null;
  /** Returns the charset parameter of the part's media type; null if it has none. */
  charset(): string | null;
}

/** Most bytes of a form that are searched for the head. */
const maxSearchedBytes = 64 * 1024;
const maxHeadBytes = 16 * 1024;
/** Header lines, which may be folded. The parser ignores the rest of a head that has another line. */
const wellFormedHead = /^(?:[!#$%&'*+.^_`|~\w-]+:[\t -~\x80-\xff]*(?:\r\n[ \t][\t -~\x80-\xff]*)*\r\n)+$/;

/**
 * Checks the head of a form's first part and derives the file's length from the form's length. The length may be 2 bytes
 * too large, because a form may omit its last line break, but is never too small.
 *
 * @see RFC 2046 section 5.1.1
 */
export function partHead(contentType: string): PartHead {
  const [, quoted, plain = ""] = /boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(contentType) ?? [];
  const delimiter = `--${quoted ?? plain}`;
  let searched = Buffer.alloc(0);
  let endsAt = 0;
  let charset: string | null = null;

  function search(chunk: Uint8Array): void {
    searched = Buffer.concat([searched, chunk]);
    const delimiterAt = searched.indexOf(delimiter);
    const start = delimiterAt === -1 ? -1 : searched.indexOf("\r\n", delimiterAt) + 2;
    const hasNoPart = searched.indexOf(`${delimiter}--`) === delimiterAt;
    if (start < 2 || hasNoPart) return;
    const end = searched.indexOf("\r\n\r\n", start - 2);
    const headBytes = (end === -1 ? searched.length : end) - start;
    if (headBytes > maxHeadBytes) throw malformed(new Error(`The head of the part exceeds ${maxHeadBytes} bytes.`));
    if (end === -1) return;
    if (!wellFormedHead.test(searched.toString("latin1", start, end + 2)))
      throw malformed(new Error("The head of the part has a malformed line."));
    endsAt = end + 4;
    charset = declaredCharset(searched.toString("latin1", start, end));
  }

  return {
    async *observe(form) {
      for await (const chunk of form) {
        if (endsAt === 0 && searched.byteLength < maxSearchedBytes) search(chunk);
        yield chunk;
        // A chunk that looks like the end of the form at every character takes a millisecond; other requests come in between.
        await setImmediate();
      }
    },
    charset: () => charset,
    fileBytes(formBytes) {
      return endsAt === 0 ? null : Math.max(0, formBytes - endsAt - `\r\n${delimiter}--\r\n`.length);
    },
  };
}

/** Returns the charset in the Content-Type of a head. */
function declaredCharset(head: string): string | null {
  const [type = ""] = /^content-type:.*$/im.exec(head) ?? [];
  const [, quoted, plain] = /;[ \t]*charset=(?:"([^"]*)"|([^;\s]*))/i.exec(type) ?? [];
  return quoted ?? plain ?? null;
}

/** Most bytes of a rejected form that are read, so that a client which is still sending receives the response. */
const discardBytes = 32 * MB;

async function discard(source: Readable): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > discardBytes) return;
    }
  } catch {
    // A broken body has nothing more to discard.
  }
}

type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

function settled<Work extends Promise<unknown> | undefined>(work: Work): Promise<Settled<Awaited<Work>>> {
  return Promise.resolve(work).then(
    (value) => ({ value: value as Awaited<Work> }),
    (error: unknown) => ({ error }),
  );
}

function openParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      limits: { files: 2, fields: 1, parts: 3, headerSize: maxHeadBytes },
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

/** Ends only when the whole form is complete. */
async function* contentOf(stream: Readable, complete: Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (cause) {
    // The form's error says more than the stream's.
    await complete;
    throw malformed(cause);
  }
  await complete;
}

/** A part without a type is text/plain (RFC 7578 section 4.4), and the parser does not distinguish the two. */
function declaredType(mediaType: string): string | null {
  return mediaType === "text/plain" || !/^[^\s/;]+\/[^\s/;]+$/.test(mediaType) ? null : mediaType;
}

function malformed(cause: unknown): BodyError {
  return new BodyError("malformed_body", "The multipart form is not well-formed.", {}, { cause });
}

function unexpectedPart(field = "body", isSecond: boolean): FormError {
  if (field !== "file") return { field, code: "unknown_field", message: "The form has one part: `file`." };
  const message = isSecond ? "Send one file in one request." : "The part `file` needs a file name.";
  return { field, code: "invalid", message };
}

const missingFile: FormError = { field: "file", code: "required", message: "This field is required." };
