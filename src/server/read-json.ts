import { BodyError, bodyTooLarge } from "./body-error.ts";
import { jsonPosition } from "./json-position.ts";

/** A body and its headers: a `Request`, or what an adapter makes of one. */
export interface JsonSource {
  readonly headers: { get(name: string): string | null | undefined };
  readonly body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null;
}

export interface ReadJsonOptions {
  /** Largest body in bytes, 1 or more. @default 1 MiB */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 1024 * 1024;
const jsonType = /^application\/(?:[\w.+-]+\+)?json$/;

/**
 * Reads a JSON body: its type, its size declared and counted, its encoding and its syntax.
 *
 * @throws BodyError `unsupported_media` when Content-Type is not JSON in UTF-8 or the body is compressed, `body_too_large`, and `malformed_body`
 * when the body is empty, not UTF-8 or not JSON
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

/** Reads a body into memory. @throws BodyError `body_too_large` at the first byte over the cap */
export async function readBytes(body: JsonSource["body"], maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    length += chunk.byteLength;
    if (length > maxBytes) throw bodyTooLarge(maxBytes);
    chunks.push(chunk);
  }
  return join(chunks, length);
}

/** Parses the bytes of a JSON body. @throws BodyError `malformed_body`, whose message never quotes the body */
export function parseJson(bytes: Uint8Array): unknown {
  return parseJsonText(decode(bytes));
}

/** Parses the text of a JSON body. @throws BodyError `malformed_body`, whose message never quotes the body */
export function parseJsonText(text: string): unknown {
  if (text.trim() === "")
    throw new BodyError("malformed_body", "The body is empty; JSON was expected.", { position: 0 });
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const where = jsonPosition(text);
    const end = where.position >= text.trimEnd().length ? " (the end of the body)" : "";
    throw new BodyError(
      "malformed_body",
      `The body is not JSON from line ${where.line}, column ${where.column}${end}.`,
      { ...where },
    );
  }
}

/** Requires JSON in UTF-8 that is not compressed, by the values of Content-Type and Content-Encoding. @throws BodyError `unsupported_media` */
export function requireJsonType(
  contentType: string | null | undefined,
  contentEncoding?: string | null | undefined,
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
  throw new BodyError("unsupported_media", "The Content-Type is not JSON in UTF-8.", {
    accepted: ["application/json"],
  });
}

/** Requires a body that is not compressed: nobody here inflates one. @throws BodyError `unsupported_media` */
export function requireIdentity(contentEncoding: string | null | undefined): void {
  const codings = (contentEncoding ?? "").split(",").map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === "" || coding === "identity")) return;
  throw new BodyError("unsupported_media", "The body has a Content-Encoding; send it as it is.");
}

async function* chunksOf(body: JsonSource["body"]): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  // Safari cannot iterate a stream, so that a stream is always read by its reader.
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

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
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
