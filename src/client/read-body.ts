import { clientError } from "./client-error.ts";

/** How a body is read: by which method of `Response`. */
export type As = "text" | "arrayBuffer";

/** The part of a `Response` that the client needs; transports that are not `fetch` give as much. */
export interface Reply {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  /** Null where no body can come: after HEAD, with 204. Undefined where bodies are no streams: they are read by what follows. */
  readonly body?: { readonly getReader: () => ChunkReader } | null;
  readonly text: () => Promise<string>;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** The part of a stream's reader that the client needs. */
export interface ChunkReader {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  readonly cancel: () => Promise<void>;
}

const decoder = new TextDecoder();

/**
 * Reads a body whole: chunk by chunk, as that is faster than any method of `Response`, and can stop.
 *
 * @throws CLIENT_PAYLOAD_TOO_LARGE
 */
export async function readBody(reply: Reply, maxBytes: number, as: As = "text"): Promise<string | ArrayBuffer> {
  if (!reply.body) return reply[as]();
  const reader = reply.body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let left = maxBytes; left >= 0; ) {
    const { value } = await reader.read();
    if (!value) return chunks[1] || as !== "text" ? new Blob(chunks)[as]() : decoder.decode(chunks[0]);
    chunks.push(value as Uint8Array<ArrayBuffer>);
    left -= value.length;
  }
  reader.cancel().catch(() => {});
  throw clientError("payload_too_large", `Over ${maxBytes}B`);
}
