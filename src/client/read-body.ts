import { clientError } from "./client-error.ts";

/** The part of a `Response` that the client needs; transports that are not `fetch` give as much. */
export interface Reply {
  readonly status: number;
  readonly headers: { readonly get: (name: string) => string | null };
  /** Null where no body can come: after HEAD, with 204. */
  readonly body: { readonly getReader: () => ChunkReader } | null;
  readonly text: () => Promise<string>;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** The part of a stream's reader that the client needs. */
export interface ChunkReader {
  readonly read: () => Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  readonly cancel: () => Promise<void>;
}

/**
 * Gives the body as something that can be read whole.
 *
 * @throws CLIENT_PAYLOAD_TOO_LARGE where a success has more bytes; an error is cut, because its beginning tells enough
 */
export async function readBody(reply: Reply, maxBytes: number): Promise<Pick<Reply, "text" | "arrayBuffer">> {
  const { body, headers, status } = reply;
  const length = headers.get("content-length");
  // Fast, and safe: no more comes than was announced. Of what is compressed, more may.
  if (!body || (length && +length <= maxBytes && !headers.get("content-encoding"))) return reply;
  const reader = body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let left = maxBytes; left > 0; ) {
    const { value } = await reader.read();
    if (!value) return new Blob(chunks);
    chunks.push(value as Uint8Array<ArrayBuffer>);
    left -= value.length;
  }
  reader.cancel().catch(() => {});
  if (status < 400) throw clientError("payload_too_large", `Over ${maxBytes} bytes`);
  return new Blob(chunks);
}
