import { hasMember } from "../contract/faults/arguments.ts";
import { quote } from "../contract/index.ts";

/** A response whose body has been received, as supertest, light-my-request, axios and got return it. */
export interface CompleteResponse {
  /** HTTP status, 100 to 599. @default `statusCode` */
  readonly status?: number | undefined;
  /** HTTP status under the name that Node uses. @default `status` */
  readonly statusCode?: number | undefined;
  /** A `Headers`, a `Map` or an object. Names are case-insensitive. */
  readonly headers: object;
  /** The body as text. It takes precedence over the other members. @default undefined */
  readonly text?: string | undefined;
  /** The body: text, bytes, or the parsed JSON. @default undefined */
  readonly body?: unknown;
  /** The body: text, bytes, or the parsed JSON. Used if `body` is undefined. @default undefined */
  readonly data?: unknown;
}

/** A response whose body can still be read: that of fetch, Playwright or undici. */
export type StreamedResponse =
  | {
      /** HTTP status, or a method that returns it, as Playwright has. */
      readonly status: number | (() => number);
      /** Headers: a `Headers` object, a plain object, or a method that returns one. */
      readonly headers: object;
      /** Reads the body as text. */
      text(): Promise<string>;
    }
  | {
      /** HTTP status. */
      readonly statusCode: number;
      /** Headers as a plain object. */
      readonly headers: object;
      /** The body. */
      readonly body: {
        /** Reads the body as text. */
        text(): Promise<string>;
      };
    };

/** A response whose body can still be read, or the promise of any response. */
export type PendingResponse = StreamedResponse | PromiseLike<StreamedResponse | CompleteResponse>;

/** The parts of a response that are compared. */
export interface ReadResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: unknown;
}

/**
 * Reads a response. The body of a fetch response is read from a copy, so that the test can read it too.
 *
 * @returns a promise only if the response is one, or if its body has to be awaited
 */
export function readResponse(response: unknown): ReadResponse | Promise<ReadResponse> {
  if (!isObject(response) || !(hasMember(response, "headers") || hasMember(response, "then")))
    throw unreadable(response);
  if (typeof response.then === "function") return readPromised(response as never);
  const source = typeof response.text === "function" ? response : response.body;
  if (isObject(source) && typeof source.text === "function") return readStreamed(response, source);
  return complete(response, [response.text, response.body, response.data].find(isPresent));
}

async function readPromised(promise: PromiseLike<unknown>): Promise<ReadResponse> {
  try {
    return await readResponse(await promise);
  } catch (error) {
    // axios, got and ky reject with an error that has the response.
    const { response } = (isObject(error) ? error : {}) as { response?: unknown };
    if (isObject(response) && statusOf(response) !== undefined) return await readResponse(response);
    throw error;
  }
}

async function readStreamed(response: Fields, source: Fields): Promise<ReadResponse> {
  if (source.bodyUsed === true)
    throw new TypeError(
      "ERRATA_RESPONSE: expected a response whose body has not been read. Pass it before the test reads it, or pass a clone().",
    );
  const copy = typeof source.clone === "function" ? (source.clone() as Fields) : source;
  return complete(response, await (copy as { text(): Promise<string> }).text());
}

function complete(response: Fields, body: unknown): ReadResponse {
  const status = statusOf(response);
  const { headers } = response;
  const fields: unknown = typeof headers === "function" ? headers.call(response) : headers;
  if (status === undefined || !isObject(fields)) throw unreadable(response);
  const text = textOf(body);
  return { status, headers: headersOf(fields), text, json: parsed(text) };
}

function statusOf(response: Fields): number | undefined {
  const { status, statusCode } = response;
  const value: unknown = typeof status === "function" ? status.call(response) : (status ?? statusCode);
  return typeof value === "number" ? value : undefined;
}

function headersOf(fields: Fields): Headers {
  const entries =
    Symbol.iterator in fields ? (fields as unknown as Iterable<[string, unknown]>) : Object.entries(fields);
  const headers = new Headers();
  for (const [name, value] of entries) {
    // Names of HTTP/2 such as `:status`.
    if (name.startsWith(":")) continue;
    // Headers rejects other characters.
    for (const each of Array.isArray(value) ? value : [value])
      if (isPresent(each)) headers.append(name, String(each).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "?"));
  }
  return headers;
}

function textOf(body: unknown): string {
  if (typeof body === "string") return body;
  if (body instanceof Uint8Array || body instanceof ArrayBuffer) return new TextDecoder().decode(body);
  return isPresent(body) ? JSON.stringify(body) : "";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<PropertyKey, unknown>>;

function isObject(value: unknown): value is Fields {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function unreadable(response: unknown): TypeError {
  return new TypeError(
    `ERRATA_RESPONSE: expected a Response or { status, headers, body }, received ${quote(response)}. ` +
      "Pass what fetch, supertest, inject or axios returns.",
  );
}
