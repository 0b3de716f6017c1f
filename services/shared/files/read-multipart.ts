import { Readable } from "node:stream";
import busboy, { type FileInfo } from "busboy";
import { BodyError } from "errata/server";
import { MB } from "./byte-sizes.ts";

/** The file part of a form. */
export interface FilePart {
  readonly fileName: string;
  /** Media type that the client gave; null where it gave none. */
  readonly mediaType: string | null;
  readonly content: AsyncIterable<Uint8Array>;
}

/** What is wrong with a form that is well-formed. */
export interface FormFault {
  /** Name of the part. */
  readonly field: string;
  readonly code: "required" | "unknown_field" | "invalid";
  readonly message: string;
}

/** Makes the API's error for a form. */
export type RefuseForm = (fault: FormFault) => Error;

/**
 * Reads a form of one part, `file`, while it arrives. What is wrong with the rest of the form fails the file's own
 * content, so that nobody keeps a file out of a request that is refused.
 *
 * @throws what `refuse` makes when there is not exactly one file; MALFORMED_BODY
 */
export async function readMultipart<Result>(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
  refuse: RefuseForm,
  take: (part: FilePart) => Promise<Result>,
): Promise<Result> {
  const parser = openParser(contentType);
  const source = Readable.from(body, { objectMode: false });
  let file: Readable | undefined;
  let taken: Promise<Result> | undefined;
  const whole = new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      source.unpipe(parser);
      file?.destroy(error instanceof Error ? error : new Error("the form is not whole", { cause: error }));
      reject(error);
    };
    parser.on("file", (field, stream, info) => {
      stream.on("error", () => undefined);
      if (field !== "file" || taken !== undefined || !info.filename) {
        stream.resume();
        return fail(refuse(unexpectedPart(field, taken !== undefined)));
      }
      file = stream;
      taken = take(partOf(stream, info, whole));
      taken.catch(fail);
    });
    parser.on("field", (field) => fail(refuse(unexpectedPart(field, taken !== undefined))));
    parser.on("error", (cause) => fail(malformed(cause)));
    source.on("error", fail);
    parser.on("close", () => (taken === undefined ? reject(refuse(missingFile)) : resolve()));
  });
  source.pipe(parser);
  const form = await settled(whole);
  const result = await settled(taken as Promise<Result> | undefined);
  if ("error" in result || "error" in form) await discard(source);
  // The file's own fault comes first: a form that breaks off because of it says less.
  if ("error" in result) throw result.error;
  if ("error" in form) throw form.error;
  return result.value as Result;
}

/** Most bytes of a refused form that are read, so that a client that is still sending reads the answer. */
const discardBytes = 32 * MB;

async function discard(source: Readable): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Uint8Array).byteLength;
      if (bytes > discardBytes) return;
    }
  } catch {
    // A body that breaks off is over as well.
  }
}

type Settled<Result> = { readonly value: Result } | { readonly error: unknown };

function settled<Work extends Promise<unknown> | undefined>(work: Work): Promise<Settled<Awaited<Work>>> {
  return Promise.resolve(work).then(
    (value) => ({ value: value as Awaited<Work> }),
    (error: unknown) => ({ error }),
  );
}

function openParser(contentType: string): busboy.Busboy {
  try {
    return busboy({
      headers: { "content-type": contentType },
      limits: { files: 2, fields: 1, parts: 3, headerPairs: 20 },
      defParamCharset: "utf8",
    });
  } catch (cause) {
    throw malformed(cause);
  }
}

function partOf(stream: Readable, { filename, mimeType }: FileInfo, whole: Promise<void>): FilePart {
  async function* content(): AsyncGenerator<Uint8Array> {
    try {
      yield* stream as AsyncIterable<Uint8Array>;
    } catch (cause) {
      // The parser ends the file with an error of its own; the form's fault says what happened.
      await whole;
      throw malformed(cause);
    }
    await whole;
  }
  // A part without a type is text/plain (RFC 7578 section 4.4), and the parser does not tell the two apart.
  return { fileName: filename ?? "", mediaType: mimeType === "text/plain" ? null : mimeType, content: content() };
}

function malformed(cause: unknown): BodyError {
  return new BodyError("malformed_body", "The multipart form is not well-formed.", {}, { cause });
}

function unexpectedPart(field = "body", isSecond: boolean): FormFault {
  if (field !== "file") return { field, code: "unknown_field", message: "The form has one part: `file`." };
  const message = isSecond ? "Send one file in one request." : "The part `file` needs a file name.";
  return { field, code: "invalid", message };
}

const missingFile: FormFault = { field: "file", code: "required", message: "This field is required." };
