import type { Duplex } from "node:stream";
import type { Agent, Dispatcher } from "undici";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { Transport, TransportResponse } from "../index.ts";
import { createDecoder } from "./content-decoder.ts";
import { IncomingBody } from "./incoming-body.ts";

/** Options of `undiciFetch`. */
export interface UndiciOptions {
  /** Pool, agent or proxy that sends the requests. @default undici's global dispatcher */
  readonly dispatcher?: Dispatcher;
}

/**
 * Creates a transport for the client that calls an undici dispatcher directly, without the redirects, caches and web streams
 * that fetch adds. Bodies are sent as fetch sends them. Compressed responses are decoded.
 *
 * @example
 * ```ts
 * import { client } from "errata/client";
 * import { undiciFetch } from "errata/client/undici";
 *
 * const api = client({ baseUrl: "https://api.example.com", fetch: undiciFetch() });
 * ```
 */
export function undiciFetch(options: UndiciOptions = {}): Transport {
  requireOptions("undiciFetch", options, { dispatcher: "object" } satisfies OptionTypes<UndiciOptions>);
  const { dispatcher } = options;
  return async (url, init) => {
    const { headers, body, signal } = init;
    const method = checkedMethod(url, init);
    const allHeaders = new Headers(headers);
    if (!allHeaders.has("accept-encoding")) allHeaders.set("accept-encoding", "gzip, deflate, br");
    const encoded = isBytesOrStream(body) ? body : await encode(body, allHeaders);
    const target = dispatcher ?? defaultDispatcher(undici ?? (await loadUndici()));
    const { origin, pathname, search } = new URL(url);
    const request = {
      origin,
      path: pathname + search,
      method: method as Dispatcher.HttpMethod,
      headers: Object.fromEntries(allHeaders),
      body: (encoded ?? null) as Uint8Array | null,
    };
    return new Promise((resolve, reject) => {
      if (signal?.aborted) reject(signal.reason);
      else target.dispatch(request, responseHandler(method, signal, resolve, reject));
    });
  };
}

type Undici = typeof import("undici");

let undici: Undici | undefined;
let fallbackAgent: Agent | undefined;

/** Loads undici, an optional peer dependency, once. */
async function loadUndici(): Promise<Undici> {
  try {
    // Loads Node's own undici first. The package would otherwise become the global dispatcher of Node's fetch.
    void globalThis.Headers;
    undici = await import("undici");
    return undici;
  } catch (cause) {
    if (!(cause instanceof Error && cause.message.includes("'undici'"))) throw cause;
    throw new Error(
      '"errata/client/undici" needs the package "undici", which is not installed. Run: npm install undici',
      {
        cause,
      },
    );
  }
}

/** Returns undici's global dispatcher, unless it is that of Node's own fetch, an older version with other handlers. */
function defaultDispatcher({ Agent, Dispatcher, getGlobalDispatcher }: Undici): Dispatcher {
  const shared = getGlobalDispatcher();
  if (shared instanceof Dispatcher) return shared;
  fallbackAgent ??= new Agent();
  return fallbackAgent;
}

/** Returns the method as fetch sends it. Throws fetch's own error for a method that it refuses, or refuses with a body. */
function checkedMethod(url: string, { method = "GET", body }: RequestInit): string {
  const name = /^(delete|get|head|options|post|put)$/i.test(method) ? method.toUpperCase() : method;
  const hasBody = body !== undefined && body !== null;
  if (/^(connect|trace|track)$/i.test(name) || (hasBody && /^(GET|HEAD)$/.test(name)))
    void new Request(url, { method, body: "" });
  return name;
}

/** Returns whether a dispatcher sends a body as it is, and fetch without a Content-Type. */
function isBytesOrStream(body: unknown): boolean {
  const isNone = body === undefined || body === null;
  return isNone || ArrayBuffer.isView(body) || body instanceof ArrayBuffer || Symbol.asyncIterator in Object(body);
}

/** Encodes any other body as fetch does, and sets its Content-Type. What is no form and no blob is sent as a string. */
async function encode(body: RequestInit["body"], headers: Headers): Promise<string | Uint8Array> {
  if (typeof body === "string") {
    if (!headers.has("content-type")) headers.set("content-type", "text/plain;charset=UTF-8");
    return body;
  }
  const encoded = new Response(body);
  const type = encoded.headers.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return new Uint8Array(await encoded.arrayBuffer());
}

/** Creates a handler for one response. It resolves at the headers; the body follows. */
function responseHandler(
  method: string,
  signal: AbortSignal | null | undefined,
  resolve: (response: TransportResponse) => void,
  reject: (reason: unknown) => void,
): Dispatcher.DispatchHandler {
  let abort = (): void => undefined;
  let decoder: Duplex | undefined;
  const body = new IncomingBody(() => {
    decoder?.destroy();
    abort();
  });
  const end = (failure?: unknown): void => {
    signal?.removeEventListener("abort", abort);
    reject(failure);
    if (decoder === undefined || failure !== undefined) body.end(failure);
    else decoder.end();
  };
  return {
    onRequestStart(controller) {
      abort = () => controller.abort(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort);
    },
    onResponseStart(_, status, headers) {
      // Informational responses, such as 103, precede the final one.
      if (status < 200) return;
      const received = receivedHeaders(headers);
      const { get } = received;
      const hasBody = method !== "HEAD" && ![204, 205, 304].includes(status);
      if (hasBody)
        decoder = createDecoder(
          get("content-encoding") ?? "",
          (chunk) => body.push(chunk),
          (failure) => body.end(failure),
        );
      resolve(toResponse(status, received, hasBody ? body : null));
    },
    onResponseData(_, chunk) {
      if (decoder === undefined) body.push(chunk);
      else decoder.write(chunk);
    },
    onResponseEnd: () => end(),
    onResponseError: (_, failure) => end(failure),
  };
}

type ReceivedHeaders = TransportResponse["headers"] & Iterable<readonly [string, string]>;

/** Returns headers that can also be iterated, because the names of some are not known. */
function receivedHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): ReceivedHeaders {
  return {
    get: (name) => joined(headers[name]) ?? null,
    *[Symbol.iterator]() {
      for (const [name, value] of Object.entries(headers)) yield [name, joined(value) ?? ""] as const;
    },
  };
}

/** Joins the values of a header that was sent more than once, as fetch does. */
function joined(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}

function toResponse(status: number, headers: ReceivedHeaders, body: IncomingBody | null): TransportResponse {
  return {
    status,
    headers,
    body: body && { getReader: () => body },
    text: async () => "",
    arrayBuffer: async () => new ArrayBuffer(0),
  };
}
