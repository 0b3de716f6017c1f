import type { ServerResponse } from "node:http";

/** A complete response, which can be stored and sent again. */
export interface StoredResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole body; text is sent as UTF-8. */
  readonly body: string | Uint8Array;
}

/** A response that has been written but not sent. */
export interface HeldResponse {
  readonly stored: StoredResponse;
  send(): void;
}

/** Holds back a response. */
export interface ResponseHold {
  /** Resolves when the handler has written its response to the end. */
  readonly written: Promise<HeldResponse>;
  /** Lets what follows pass. */
  release(): void;
}

/** Holds back what a handler writes, until it can be sent or is replaced. Keeps the whole body in memory. */
export function holdResponse(response: ServerResponse): ResponseHold {
  const { writeHead, write, end, flushHeaders } = response;
  const chunks: Uint8Array[] = [];
  const release = (): void => void Object.assign(response, { writeHead, write, end, flushHeaders });
  const written = new Promise<HeldResponse>((resolve) => {
    Object.assign(response, {
      writeHead(status: number, ...rest: readonly unknown[]): ServerResponse {
        response.statusCode = status;
        setHeaders(
          response,
          rest.find((part) => typeof part === "object" && part !== null),
        );
        return response;
      },
      write(chunk: unknown, encoding: unknown, done: unknown): boolean {
        chunks.push(bytesOfChunk(chunk, encoding));
        callLast(encoding, done);
        return true;
      },
      flushHeaders: () => undefined,
      end(chunk: unknown, encoding: unknown, done: unknown): ServerResponse {
        chunks.push(bytesOfChunk(chunk, encoding));
        release();
        const body = Buffer.concat(chunks);
        resolve({
          stored: { status: response.statusCode, headers: headersOf(response), body: textOf(body) },
          send: () => void response.end(body),
        });
        callLast(chunk, encoding, done);
        return response;
      },
    });
  });
  return { written, release };
}

/** Returns the bytes of what is passed to `write` or `end`; none if it is a callback, or nothing. */
export function bytesOfChunk(chunk: unknown, encoding: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  if (typeof chunk !== "string") return new Uint8Array();
  return Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
}

/** Sets headers as `writeHead` accepts them: as an object, or as a list in which a name may be repeated. */
export function setHeaders(response: ServerResponse, headers: unknown): void {
  if (typeof headers !== "object" || headers === null) return;
  const isFlat = Array.isArray(headers) && !Array.isArray(headers[0]);
  const list: readonly unknown[] = isFlat
    ? headers
    : (Array.isArray(headers) ? headers : Object.entries(headers)).flat();
  for (let index = 0; index < list.length; index += 2) response.removeHeader(String(list[index]));
  for (let index = 0; index < list.length; index += 2)
    if (list[index + 1] !== undefined) response.appendHeader(String(list[index]), list[index + 1] as string);
}

function headersOf(response: ServerResponse): Record<string, string> {
  return Object.fromEntries(Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** Returns the text of a body in UTF-8, and any other body as it is. */
function textOf(body: Uint8Array): string | Uint8Array {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return body;
  }
}

/** Calls the callback of `write` or `end`, which is its last argument. */
export function callLast(...args: readonly unknown[]): void {
  const done = args.find((argument) => typeof argument === "function") as (() => void) | undefined;
  if (done !== undefined) queueMicrotask(done);
}
