import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import type { ObjectStore } from "./object-store.ts";

/** A bucket of a store that speaks S3. */
export interface S3Options {
  /** `https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=eu-central-1`. The region is `us-east-1` by default. */
  readonly url: string;
  /** Time limit for one request including its body, in milliseconds, 1 or more. @default 10_000 */
  readonly timeoutMs?: number;
}

/** Stores objects in a bucket of any store that speaks S3. The path, not the host name, contains the bucket. */
export function s3Store({ url, timeoutMs = 10_000 }: S3Options): ObjectStore {
  const { address, client } = parseUrl(url);

  function send(method: string, key: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    return client.fetch(`${address}/${key}`, { ...init, method, signal });
  }

  return {
    async put(key, bytes, signal) {
      const headers = {
        "Content-Type": "application/pdf",
        // Part of the signature, so the store rejects other bytes.
        "X-Amz-Content-Sha256": createHash("sha256").update(bytes).digest("hex"),
      };
      const body = new Uint8Array(bytes);
      await withTimeout(timeoutMs, signal, async (end) => drain(await send("PUT", key, { body, headers }, end)));
    },
    get: (key, signal) =>
      withTimeout(timeoutMs, signal, async (end) => {
        const response = await send("GET", key, {}, end);
        if (!response.ok) await drain(response);
        return new Uint8Array(await response.arrayBuffer());
      }),
    remove: (key) =>
      withTimeout(timeoutMs, undefined, async (end) => {
        const response = await send("DELETE", key, {}, end);
        if (response.status !== 404) await drain(response);
        else await response.body?.cancel();
      }),
  };
}

function parseUrl(text: string): { address: string; client: AwsClient } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const bucket = url?.pathname.replace(/^\/+|\/+$/g, "");
  const accessKeyId = decodePart(url?.username);
  const secretAccessKey = decodePart(url?.password);
  if (url === undefined || !/^https?:$/.test(url.protocol) || !bucket || !accessKeyId || !secretAccessKey) {
    // The address contains a secret, so the message does not quote it.
    throw new TypeError(
      "expected an address such as https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=eu-central-1.",
    );
  }
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    service: "s3",
    region: url.searchParams.get("region") ?? "us-east-1",
    // Failures are reported at once; the documented advice for 5xx is that the client retries with backoff.
    retries: 0,
  });
  return { address: `${url.origin}/${bucket}`, client };
}

/**
 * Rejects at the deadline, or when the caller aborts, even if `work` ignores its signal: Node 20 garbage-collects signals
 * that only a pending request refers to, and the request then waits forever.
 */
async function withTimeout<Value>(
  ms: number,
  caller: AbortSignal | undefined,
  work: (end: AbortSignal) => Promise<Value>,
): Promise<Value> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  const onTimeout = (): void => controller.abort(new DOMException(`Over ${ms} ms`, "TimeoutError"));
  const onAbort = (): void => controller.abort(caller?.reason);
  const timer = setTimeout(onTimeout, ms);
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
    caller?.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([work(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", onAbort);
  }
}

/** Decodes a part of an address; returns "" if its percent encoding is invalid. */
function decodePart(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Reads a response to its end, which frees its connection. @throws Error if it is not a success */
async function drain(response: Response): Promise<void> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the object store returned ${response.status}: ${text.slice(0, 300)}`);
}
