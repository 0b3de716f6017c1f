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
 * that fetch adds. Bodies can be strings, bytes, forms, blobs and streams. Compressed responses are decoded.
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
  return async (url, { method = "GET", headers, body, signal }) => {
    const allHeaders = new Headers(headers);
    if (!allHeaders.has("accept-encoding")) allHeaders.set("accept-encoding", "gzip, deflate, br");
    const encoded = needsEncoding(body) ? await encode(body, allHeaders) : body;
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

function needsEncoding(body: unknown): body is FormData | URLSearchParams | Blob {
  return body instanceof FormData || body instanceof URLSearchParams || body instanceof Blob;
}

/** Encodes forms and blobs, and sets their Content-Type. Dispatchers accept only strings, bytes and streams. */
async function encode(body: FormData | URLSearchParams | Blob, headers: Headers): Promise<Uint8Array> {
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
    get: (name) => headers[name]?.toString() ?? null,
    *[Symbol.iterator]() {
      for (const [name, value] of Object.entries(headers)) yield [name, String(value)] as const;
    },
  };
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
