import type { IncomingMessage } from "node:http";
import { type BodyError, findWithin, isApiError, malformedBody } from "../../server/adapter.ts";

/** Types whose bodies are probably parsed as JSON. A request without a type has one of them. */
const textTypes = /^(?:$|text\/|application\/(?:.*\+)?json\b)/i;
const wideCharset = /charset=(?!"?(?:utf-?8|us-ascii|iso-8859-1)\b)/i;
const maxTextBytes = 1_048_576;
const maxOtherBytes = 65_536;

interface Recording {
  readonly maxBytes: number;
  chunks: Uint8Array[];
  bytes: number;
}

const recordings = new WeakMap<IncomingMessage, Recording>();

/**
 * Keeps a copy of a body that is not compressed, however it is read, to find out whether it causes a SyntaxError: up to 1 MiB
 * of text, and 64 KiB of any other type.
 */
export function recordBody(request: IncomingMessage): void {
  const { "content-type": type = "", "content-encoding": coding, "content-length": length } = request.headers;
  const hasBody = request.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
  const maxBytes = textTypes.test(type) ? maxTextBytes : maxOtherBytes;
  if (!hasBody || coding !== undefined || Number(length) > maxBytes || wideCharset.test(type)) return;
  // A part has arrived already, or an enclosing boundary keeps the body.
  if (request.readableLength > 0 || request.readableDidRead || recordings.has(request)) return;
  const recording: Recording = { maxBytes, chunks: [], bytes: 0 };
  recordings.set(request, recording);
  const { push } = request;
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
    if (chunk !== null && recording.bytes <= maxBytes) keepCopy(recording, chunk);
    return push.call(request, chunk, encoding);
  };
}

/** Returns the error of a body that caused a SyntaxError; undefined if the body is not the cause, or is not known. */
export function bodyFault(thrown: unknown, request: IncomingMessage, known?: Uint8Array): BodyError | undefined {
  const syntaxError = isApiError(thrown) ? undefined : findWithin(thrown, SyntaxError);
  if (syntaxError === undefined) return undefined;
  // The parsers of Express and Koa attach the text that they could not parse.
  const { body } = syntaxError as { readonly body?: unknown };
  const received = typeof body === "string" ? body : (known ?? recordedBody(request));
  return malformedBody(syntaxError, received, request.headers["content-type"]);
}

/** Copies the chunk, because it is a part of the larger buffer of its connection. */
function keepCopy(recording: Recording, chunk: Uint8Array): void {
  recording.bytes += chunk.byteLength;
  if (recording.bytes <= recording.maxBytes) recording.chunks.push(Uint8Array.from(chunk));
  else recording.chunks = [];
}

/** A JSON type without a body is a malformed body, too. */
function recordedBody(request: IncomingMessage): Uint8Array | undefined {
  const recording = recordings.get(request);
  if (recording !== undefined)
    return recording.bytes > recording.maxBytes ? undefined : Buffer.concat(recording.chunks);
  const { "content-length": length = "0", "transfer-encoding": coding } = request.headers;
  return length === "0" && coding === undefined ? new Uint8Array() : undefined;
}
