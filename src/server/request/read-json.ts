import { BodyError, bodyTooLarge } from "./body-error.ts";
import { jsonPosition } from "./json-position.ts";

/** A body with its headers, such as a `Request`. */
export interface JsonSource {
  readonly headers: { get(name: string): string | null | undefined };
  readonly body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null;
}

/** Options for reading a body. */
export interface ReadJsonOptions {
  /** Largest body in bytes, 0 or more. @default 1_048_576 (1 MiB) */
  readonly maxBytes?: number | undefined;
}

/** 1 MiB. */
export const defaultMaxBytes = 1_048_576;
const jsonType = /^application\/(?:[\w.+-]+\+)?json$/;

/**
 * Reads a JSON body. Checks its type, encoding, size (declared and counted) and syntax.
 *
 * @throws BodyError `unsupported_media` if the Content-Type is not JSON in UTF-8 or the body is compressed,
 * `body_too_large`, and `malformed_body` if the body is empty, not UTF-8 or not JSON
 */
export async function readJson(
  source: JsonSource,
  { maxBytes = defaultMaxBytes }: ReadJsonOptions = {},
): Promise<unknown> {
  requireJsonType(source.headers.get("content-type"), source.headers.get("content-encoding"));
  const declared = source.headers.get("content-length");
  if (typeof declared === "string" && Number(declared) > maxBytes) throw bodyTooLarge(maxBytes);
  return parseJson(await readBytes(source.body, maxBytes));
}

/** Parses the bytes of a JSON body. @throws BodyError `malformed_body`, with a message that never quotes the body */
export function parseJson(bytes: Uint8Array): unknown {
  return parseJsonText(decode(bytes));
}

/** Parses the text of a JSON body. @throws BodyError `malformed_body`, with a message that never quotes the body */
export function parseJsonText(text: string): unknown {
  if (text.trim() === "") throw new BodyError("malformed_body", "The body is empty; expected JSON.", { position: 0 });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { position, line, column } = jsonPosition(text);
    const end = position >= text.trimEnd().length ? " (end of body)" : "";
    const message = `The body is not valid JSON at line ${line}, column ${column}${end}.`;
    throw new BodyError("malformed_body", message, { position, line, column });
  }
}

/**
 * Requires uncompressed JSON in UTF-8, by the values of Content-Type and Content-Encoding.
 *
 * @throws BodyError `unsupported_media`
 */
export function requireJsonType(
  contentType: string | null | undefined,
  contentEncoding: string | null | undefined,
): void {
  requireIdentity(contentEncoding);
  const [type = "", ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters
    .find((parameter) => parameter.startsWith("charset="))
    ?.slice(8)
    .replaceAll('"', "");
  if (jsonType.test(type) && (charset === undefined || charset === "utf-8" || charset === "utf8")) return;
  throw new BodyError("unsupported_media", "The Content-Type must be JSON in UTF-8.", {
    accepted: ["application/json"],
  });
}

/** Requires an uncompressed body: the boundary decompresses none. @throws BodyError `unsupported_media` */
export function requireIdentity(contentEncoding: string | null | undefined): void {
  const codings = (contentEncoding ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === "" || coding === "identity")) return;
  throw new BodyError("unsupported_media", "The body must not have a Content-Encoding; send it uncompressed.");
}

async function readBytes(body: JsonSource["body"], maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    length += chunk.byteLength;
    if (length > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return joinBytes(chunks, length);
}

async function* chunksOf(body: JsonSource["body"]): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  // Safari cannot iterate a stream, so a stream is always read through a reader.
  if (!("getReader" in body)) {
    yield* body;
    return;
  }
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Joins the chunks of a body. @param length sum of their lengths */
export function joinBytes(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new BodyError("malformed_body", "The body is not valid UTF-8.");
  }
}
