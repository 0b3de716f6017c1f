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

  async function send(method: string, key: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
    const deadline = AbortSignal.timeout(timeoutMs);
    return await client.fetch(`${address}/${key}`, {
      ...init,
      method,
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
  }

  return {
    async put(key, bytes, signal) {
      const headers = {
        "Content-Type": "application/pdf",
        // Signed with the request: a store that receives other bytes refuses them.
        "X-Amz-Content-Sha256": createHash("sha256").update(bytes).digest("hex"),
      };
      const response = await send("PUT", key, { body: new Uint8Array(bytes), headers }, signal);
      await settle(response);
    },
    async get(key, signal) {
      const response = await send("GET", key, {}, signal);
      if (!response.ok) await settle(response);
      return new Uint8Array(await response.arrayBuffer());
    },
    async remove(key) {
      const response = await send("DELETE", key, {});
      if (response.status !== 404) await settle(response);
      else await response.body?.cancel();
    },
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
