import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import { AwsClient } from "aws4fetch";
import type { ByteRange } from "./file-store.ts";

/** A bucket of a store that speaks S3. */
export interface S3Options {
  /** `https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=eu-central-1`. The region is `us-east-1` by default. */
  readonly url: string;
  /** Longest wait for a response, and for each part of its body, in milliseconds, 1 or more. @default 10_000 */
  readonly timeoutMs?: number | undefined;
}

/** The content of an object: bytes in memory, or a file. */
export type S3Content = Uint8Array | { readonly path: string; readonly bytes: number };

/** Sends requests for the objects of one bucket. Every method throws ObjectStoreError if the store fails. */
export interface S3Client {
  /** Address of the bucket, without credentials. */
  readonly address: string;
  /** Stores an object completely, or not at all. @param signal cancels the request; its reason is thrown */
  put(key: string, content: S3Content, signal?: AbortSignal): Promise<void>;
  /** Reads an object in chunks. @returns undefined if it does not exist */
  get(key: string, range?: ByteRange, signal?: AbortSignal): Promise<S3Object | undefined>;
  /** Deletes an object. Does nothing if it does not exist. */
  remove(key: string): Promise<void>;
  /** Closes idle connections. */
  close(): void;
}

/** A stored object. Read all of its chunks or discard it, which frees the connection. */
export interface S3Object {
  /** Bytes of the whole object, also if only a range of it was requested. */
  readonly bytes: number;
  readonly chunks: AsyncIterable<Uint8Array>;
  discard(): void;
}

/** Reports that an object store is unavailable, too slow, or rejects requests. The boundary treats it as an outage. */
class ObjectStoreError extends Error {
  override readonly name = "ObjectStoreError";
  readonly code: "STORE_UNAVAILABLE" | "STORE_TIMEOUT";

  constructor(message: string, code: ObjectStoreError["code"], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Slowest transfer of an object's content that is accepted, in bytes per millisecond: 1 MB/s. */
const minBytesPerMs = 1_000;

/** Connects to a bucket. The path, not the host name, contains the bucket. @throws TypeError for an invalid address */
export function s3Client({ url, timeoutMs = 10_000 }: S3Options): S3Client {
  const { address, client } = parseUrl(url);
  const isSecure = address.startsWith("https:");
  const agent = isSecure ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });

  async function send(method: string, key: string, { hash, range, ...sending }: Sending): Promise<IncomingMessage> {
    const target = `${address}/${key}`;
    const signed = await client.sign(target, {
      method,
      headers: {
        "X-Amz-Content-Sha256": hash ?? "UNSIGNED-PAYLOAD",
        ...(range && { Range: `bytes=${range.first}-${range.last}` }),
      },
    });
    const headers = { ...Object.fromEntries(signed.headers), "content-length": String(sending.bytes ?? 0) };
    const open = (): ClientRequest =>
      isSecure ? requestHttps(target, { method, headers, agent }) : requestHttp(target, { method, headers, agent });
    const deadlineMs = timeoutMs + Math.ceil((sending.bytes ?? 0) / minBytesPerMs);
    return await exchange(open, { ...sending, deadlineMs }).catch((error: unknown) => {
      // The store closed an idle connection at the moment of its reuse. Every request here may be repeated.
      if (error instanceof ReusedConnectionError) return exchange(open, { ...sending, deadlineMs });
      throw error;
    });
  }

  return {
    address,
    async put(key, content, signal) {
      const isFile = !(content instanceof Uint8Array);
      const body = (): Iterable<Uint8Array> | AsyncIterable<Uint8Array> =>
        isFile ? createReadStream(content.path) : [content];
      // Part of the signature, so the store rejects other bytes.
      const hash = await sha256Of(body());
      const bytes = isFile ? content.bytes : content.byteLength;
      await finish(await send("PUT", key, { hash, bytes, body, signal }), timeoutMs);
    },
    async get(key, range, signal) {
      const response = await send("GET", key, { range, signal });
      if (response.statusCode === 404) {
        response.resume();
        return undefined;
      }
      if (!isSuccess(response)) await finish(response, timeoutMs);
      const [, first = "0", total = response.headers["content-length"]] =
        /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers["content-range"] ?? "") ?? [];
      const all = readChunks(response, timeoutMs, signal);
      const chunks = range === undefined ? all : clip(all, range, Number(first));
      return { bytes: Number(total), chunks, discard: () => void response.destroy() };
    },
    async remove(key) {
      const response = await send("DELETE", key, {});
      if (response.statusCode === 404) response.resume();
      else await finish(response, timeoutMs);
    },
    close: () => agent.destroy(),
  };
}

interface Sending {
  readonly hash?: string | undefined;
  readonly range?: ByteRange | undefined;
  readonly bytes?: number | undefined;
  readonly body?: (() => Iterable<Uint8Array> | AsyncIterable<Uint8Array>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

class ReusedConnectionError extends Error {}

/** Sends one request and waits for the head of the response. */
async function exchange(
  open: () => ClientRequest,
  { body, signal, deadlineMs }: Sending & { readonly deadlineMs: number },
): Promise<IncomingMessage> {
  signal?.throwIfAborted();
  const request = open();
  const onAbort = (): void => void request.destroy(signal?.reason as Error);
  signal?.addEventListener("abort", onAbort);
  const timer = setTimeout(() => request.destroy(timeout(deadlineMs)), deadlineMs);
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", (cause) => reject(explain(cause, request.reusedSocket)));
    request.once("close", () => reject(explain(new Error("the connection was closed"), request.reusedSocket)));
  });
  try {
    await Promise.all([response, writeBody(request, body)]);
    return await response;
  } catch (error) {
    request.destroy();
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** Stops writing when the request is destroyed; the response reports why. */
async function writeBody(request: ClientRequest, body: Sending["body"]): Promise<void> {
  for await (const chunk of body?.() ?? []) {
    if (request.destroyed) return;
    if (request.write(chunk)) continue;
    await new Promise<void>((resolve) => {
      request.once("drain", resolve);
      request.once("close", resolve);
    });
  }
  request.end();
}

/** Reads a body in chunks. Time limits apply to the store only: a slow reader may pause. */
async function* readChunks(
  response: IncomingMessage,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => response.destroy(timeout(timeoutMs)), timeoutMs);
      const { done, value } = await chunks.next().finally(() => clearTimeout(timer));
      signal?.throwIfAborted();
      if (done === true) return;
      yield value;
    }
  } catch (cause) {
    signal?.throwIfAborted();
    throw explain(cause, false);
  } finally {
    response.destroy();
  }
}

/**
 * Returns exactly the bytes of a range. A store may send more: HTTP allows it to ignore a range.
 *
 * @param position of the first chunk in the object
 */
async function* clip(
  chunks: AsyncIterable<Uint8Array>,
  { first, last }: ByteRange,
  position: number,
): AsyncGenerator<Uint8Array> {
  let start = position;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, first - start), Math.max(0, last + 1 - start));
    start += chunk.byteLength;
    if (part.byteLength > 0) yield part;
    if (start > last + 1) return;
  }
}

/** Reads a response to its end, which frees its connection. @throws ObjectStoreError if it is not a success */
async function finish(response: IncomingMessage, timeoutMs: number): Promise<void> {
  const timer = setTimeout(() => response.destroy(timeout(timeoutMs)), timeoutMs);
  const body = await text(response)
    .catch((cause: unknown) => {
      throw explain(cause, false);
    })
    .finally(() => clearTimeout(timer));
  if (isSuccess(response)) return;
  throw new ObjectStoreError(
    `the object store returned ${response.statusCode}: ${body.slice(0, 300)}`,
    "STORE_UNAVAILABLE",
  );
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function timeout(ms: number): ObjectStoreError {
  const cause = new DOMException(`Over ${ms} ms`, "TimeoutError");
  return new ObjectStoreError(`the object store did not respond within ${ms} ms`, "STORE_TIMEOUT", cause);
}

function explain(cause: unknown, isReused: boolean): Error {
  if (cause instanceof ObjectStoreError) return cause;
  if (isReused) return new ReusedConnectionError("the connection was closed before its reuse", { cause });
  const { message } = cause as Error;
  return new ObjectStoreError(`the object store is not reachable: ${message}`, "STORE_UNAVAILABLE", cause);
}

async function sha256Of(content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of content) hash.update(chunk);
  return hash.digest("hex");
}

function parseUrl(address: string): { address: string; client: AwsClient } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const bucket = url?.pathname.replace(/^\/+|\/+$/g, "");
  const accessKeyId = decodePart(url?.username);
  const secretAccessKey = decodePart(url?.password);
  if (url === undefined || !/^https?:$/.test(url.protocol) || !bucket || !accessKeyId || !secretAccessKey) {
    // The address contains a secret, so the message does not quote it.
    throw new TypeError(
      "expected an address such as https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=eu-central-1.",
    );
  }
  const region = url.searchParams.get("region") ?? "us-east-1";
  const client = new AwsClient({ accessKeyId, secretAccessKey, service: "s3", region });
  return { address: `${url.origin}/${bucket}`, client };
}

/** Decodes a part of an address; returns "" if its percent encoding is invalid. */
function decodePart(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
