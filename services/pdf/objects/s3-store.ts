import { createHash } from "node:crypto";
import { AwsClient } from "aws4fetch";
import type { ObjectStore } from "./object-store.ts";

/** Which bucket, and how long to wait for it. */
export interface S3Options {
  /** `https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=eu-central-1`; the region is `us-east-1` when left out. */
  readonly url: string;
  /** Longest wait for one request, its body included, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
}

/** Keeps objects in one bucket of any store that speaks S3, with its paths (not its host names) naming buckets. */
export function s3Store({ url, timeoutMs = 10_000 }: S3Options): ObjectStore {
  const { address, client } = connect(url);

  function send(method: string, key: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    return client.fetch(`${address}/${key}`, { ...init, method, signal });
  }

  return {
    async put(key, bytes, signal) {
      const headers = {
        "Content-Type": "application/pdf",
        // Signed with the request: a store that receives other bytes refuses them.
        "X-Amz-Content-Sha256": createHash("sha256").update(bytes).digest("hex"),
      };
      const body = new Uint8Array(bytes);
      await within(timeoutMs, signal, async (end) => settle(await send("PUT", key, { body, headers }, end)));
    },
    get: (key, signal) =>
      within(timeoutMs, signal, async (end) => {
        const response = await send("GET", key, {}, end);
        if (!response.ok) await settle(response);
        return new Uint8Array(await response.arrayBuffer());
      }),
    remove: (key) =>
      within(timeoutMs, undefined, async (end) => {
        const response = await send("DELETE", key, {}, end);
        if (response.status !== 404) await settle(response);
        else await response.body?.cancel();
      }),
  };
}

function connect(text: string): { address: string; client: AwsClient } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const bucket = url?.pathname.replace(/^\/+|\/+$/g, "");
  const accessKeyId = decoded(url?.username);
  const secretAccessKey = decoded(url?.password);
  if (url === undefined || !/^https?:$/.test(url.protocol) || !bucket || !accessKeyId || !secretAccessKey) {
    // The address holds a secret: it stays out of the message.
    throw new TypeError(
      "expected an address such as https://ACCESS_KEY:SECRET@s3.example.com/bucket?region=eu-central-1.",
    );
  }
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    service: "s3",
    region: url.searchParams.get("region") ?? "us-east-1",
    // Who asked is told at once, and decides: the documented advice for 5xx is to retry with backoff.
    retries: 0,
  });
  return { address: `${url.origin}/${bucket}`, client };
}

/**
 * Ends work at its deadline, or with another signal, though nobody tells the work: Node 20 collects signals that only a
 * request knows while it is under way, and the request then waits for ever.
 */
async function within<Value>(
  ms: number,
  other: AbortSignal | undefined,
  work: (end: AbortSignal) => Promise<Value>,
): Promise<Value> {
  other?.throwIfAborted();
  const controller = new AbortController();
  let leave = (): void => undefined;
  const late = (): void => controller.abort(new DOMException(`Over ${ms} ms`, "TimeoutError"));
  const timer = setTimeout(late, ms);
  const ended = new Promise<never>((_, reject) => {
    leave = () => controller.abort(other?.reason);
    controller.signal.addEventListener("abort", () => reject(controller.signal.reason));
    other?.addEventListener("abort", leave);
  });
  try {
    return await Promise.race([work(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    other?.removeEventListener("abort", leave);
  }
}

/** Reads a part of an address; nothing where its percent signs stand for no bytes. */
function decoded(part = ""): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

/** Reads an answer to its end, so that its connection is free again. @throws Error for anything but a success */
async function settle(response: Response): Promise<void> {
  const text = await response.text();
  if (!response.ok) throw new Error(`the object store answered ${response.status}: ${text.slice(0, 300)}`);
}
