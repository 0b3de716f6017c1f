import type { Duplex } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { Agent, Dispatcher, getGlobalDispatcher } from "undici";
import type { Reply, Transport } from "../index.ts";
import { IncomingBody } from "./incoming-body.ts";

/** What the transport is made with. */
export interface UndiciOptions {
  /** Pool, agent or proxy that the requests go through. @default undici's global one */
  readonly dispatcher?: Dispatcher;
}

/**
 * Makes a transport for `client({ fetch: undiciFetch() })` that skips what fetch and `undici.request` add to a
 * dispatcher: redirects, caches, streams. Bodies may be strings, bytes, forms, blobs and streams; compressed answers are read.
 */
export function undiciFetch({ dispatcher }: UndiciOptions = {}): Transport {
  return async (url, { method = "GET", headers, body, signal }) => {
    const sent = new Headers(headers);
    if (!sent.has("accept-encoding")) sent.set("accept-encoding", "gzip, deflate, br");
    const encoded = isEncodable(body) ? await encode(body, sent) : body;
    const { origin, pathname, search } = new URL(url);
    const request = {
      origin,
      path: pathname + search,
      method: method as Dispatcher.HttpMethod,
      headers: Object.fromEntries(sent),
      body: (encoded ?? null) as Uint8Array | null,
    };
    return new Promise((resolve, reject) => {
      if (signal?.aborted) reject(signal.reason);
      else (dispatcher ?? defaultDispatcher()).dispatch(request, receiver(method, signal, resolve, reject));
    });
  };
}

let ownAgent: Agent | undefined;

/** Takes undici's global dispatcher, unless it is the older one of Node's own fetch, which knows other receivers. */
function defaultDispatcher(): Dispatcher {
  const shared = getGlobalDispatcher();
  if (shared instanceof Dispatcher) return shared;
  ownAgent ??= new Agent();
  return ownAgent;
}

function isEncodable(body: unknown): body is FormData | URLSearchParams | Blob {
  return body instanceof FormData || body instanceof URLSearchParams || body instanceof Blob;
}

/** Writes what only fetch knows how to write: forms and files, with their type. Texts, bytes and streams go as they are. */
async function encode(body: FormData | URLSearchParams | Blob, headers: Headers): Promise<Uint8Array> {
  const encoded = new Response(body);
  const type = encoded.headers.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return new Uint8Array(await encoded.arrayBuffer());
}

/** Receives one answer: its head resolves, its body follows. */
function receiver(
  method: string,
  signal: AbortSignal | null | undefined,
  resolve: (reply: Reply) => void,
  reject: (reason: unknown) => void,
): Dispatcher.DispatchHandler {
  let stop = (): void => undefined;
  let decoder: Duplex | undefined;
  const body = new IncomingBody(() => stop());
  const end = (failure?: unknown): void => {
    signal?.removeEventListener("abort", stop);
    reject(failure);
    if (decoder === undefined || failure !== undefined) body.end(failure);
    else decoder.end();
  };
  return {
    onRequestStart(controller) {
      stop = () => controller.abort(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
      if (signal?.aborted) stop();
      signal?.addEventListener("abort", stop);
    },
    onResponseStart(_, status, headers) {
      // What is said before the answer, as 103 does.
      if (status < 200) return;
      const get = (name: string): string | null => headers[name]?.toString() ?? null;
      decoder = decoderOf(get("content-encoding"));
      decoder?.on("data", (chunk: Buffer) => body.push(chunk));
      decoder?.once("end", () => body.end()).once("error", (failure) => body.end(failure));
      resolve(replyOf(status, get, method === "HEAD" || status === 204 || status === 304 ? null : body));
    },
    onResponseData(_, chunk) {
      if (decoder === undefined) body.push(chunk);
      else decoder.write(chunk);
    },
    onResponseEnd: () => end(),
    onResponseError: (_, failure) => end(failure),
  };
}

function replyOf(status: number, get: (name: string) => string | null, body: IncomingBody | null): Reply {
  return {
    status,
    headers: { get },
    body: body && { getReader: () => body },
    text: async () => "",
    arrayBuffer: async () => new ArrayBuffer(0),
  };
}

function decoderOf(encoding: string | null): Duplex | undefined {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      return undefined;
  }
}
