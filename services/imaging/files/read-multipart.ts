import { Readable } from "node:stream";
import busboy, { type FileInfo } from "busboy";
import { BodyError } from "errata/server";
import { imaging } from "../contract.ts";
import { invalidField } from "../invalid-field.ts";
import { MB } from "./byte-sizes.ts";

/** The file part of a form. */
export interface FilePart {
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Reads a form of one part, `file`, while it arrives. What is wrong with the rest of the form fails the file's own
 * content, so that nobody keeps a file out of a request that is refused.
 *
 * @throws VALIDATION_FAILED when there is not exactly one file; MALFORMED_BODY
 */
export async function readMultipart<Result>(
  body: AsyncIterable<Uint8Array>,
  contentType: string,
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
      if (field !== "file" || taken !== undefined) {
        stream.resume();
        return fail(unexpectedPart(field));
      }
      file = stream;
      taken = take(partOf(stream, info, whole));
      taken.catch(fail);
    });
    parser.on("field", (field) => fail(unexpectedPart(field)));
    parser.on("error", (cause) => fail(malformed(cause)));
    source.on("error", fail);
    parser.on("close", () => (taken === undefined ? reject(missingFile()) : resolve()));
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
    yield* stream as AsyncIterable<Uint8Array>;
    await whole;
  }
  return { fileName: filename ?? "", mediaType: mimeType, content: content() };
}

function malformed(cause: unknown): BodyError {
  return new BodyError("malformed_body", "The multipart form is not well-formed.", {}, { cause });
}

function unexpectedPart(field: string | undefined): Error {
  const name = field ?? "body";
  return imaging.error.VALIDATION_FAILED([
    name === "file"
      ? invalidField("file", "Send one file in one request.")
      : { field: name, location: "body", code: "unknown_field", message: "The form has one part: `file`." },
  ]);
}

function missingFile(): Error {
  return imaging.error.VALIDATION_FAILED([
    { field: "file", location: "body", code: "required", message: "This field is required." },
  ]);
}
