import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { Dispatcher } from "undici";
import { request } from "undici";
import type { ChunkReader, Reply, Transport } from "../index.ts";

/** What the transport is made with. */
export interface UndiciOptions {
  /** Pool, agent or proxy that the requests go through. @default undici's global one */
  readonly dispatcher?: Dispatcher;
}

/**
 * Makes a transport for `client({ fetch: undiciFetch() })` that skips what fetch adds to undici: redirects, caches and
 * web streams. Bodies may be strings, bytes, forms, blobs and streams; compressed answers are read.
 */
export function undiciFetch({ dispatcher }: UndiciOptions = {}): Transport {
  return async (url, { method = "GET", headers, body, signal }) => {
    const sent = new Headers(headers);
    const response = await request(url, {
      method: method as Dispatcher.HttpMethod,
      body: (await encode(body, sent)) as Uint8Array | null,
      headers: { "accept-encoding": "gzip, deflate, br", ...Object.fromEntries(sent) },
      ...(signal && { signal }),
      ...(dispatcher && { dispatcher }),
    });
    return replyOf(method, response);
  };
}

/** Writes what only fetch knows how to write: forms and files, with their type. Texts, bytes and streams go as they are. */
async function encode(body: RequestInit["body"], headers: Headers): Promise<unknown> {
  if (!(body instanceof FormData || body instanceof URLSearchParams || body instanceof Blob)) return body ?? null;
  const encoded = new Response(body);
  const type = encoded.headers.get("content-type");
  if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
  return new Uint8Array(await encoded.arrayBuffer());
}

function replyOf(method: string, { statusCode: status, headers, body }: Dispatcher.ResponseData): Reply {
  const get = (name: string): string | null => headers[name]?.toString() ?? null;
  const decoder = decoderOf(get("content-encoding"));
  const isEmpty = method === "HEAD" || status === 204 || status === 304;
  return {
    status,
    headers: { get },
    body: isEmpty ? null : { getReader: () => readerOf(decoder ? pipeline(body, decoder, () => undefined) : body) },
    text: () => body.text(),
    arrayBuffer: () => body.arrayBuffer(),
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

function readerOf(stream: Readable): ChunkReader {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return {
    read: async () => {
      const { done = false, value } = await chunks.next();
      return { done, value: done ? undefined : value };
    },
    cancel: async () => {
      stream.destroy();
    },
  };
}
