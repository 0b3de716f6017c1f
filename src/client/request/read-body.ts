import { clientError } from "../call-error.ts";

/** The form in which a body is read: the name of the method of `Response`. */
export type BodyFormat = "text" | "arrayBuffer";

/** The part of a `Response` that the client needs. Transports other than `fetch` return this much. */
export interface TransportResponse {
  /** HTTP status. */
  readonly status: number;
  /** Headers; names are case-insensitive, or always asked for in lower case. */
  readonly headers: {
    /** Returns the value of a header; null if the response does not have it. */
    readonly get: (name: string) => string | null;
  };
  /** Stream of the body. Null if there is none, as after HEAD or with 204; undefined if bodies are read by the methods below. */
  readonly body?: {
    /** Starts to read the stream. */
    readonly getReader: () => ChunkReader;
  } | null;
  /** Reads the body as UTF-8. */
  readonly text: () => Promise<string>;
  /** Reads the body as bytes. */
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** The part of a stream's reader that the client needs. */
export interface ChunkReader {
  /** Returns the next chunk; without a value at the end. */
  readonly read: () => Promise<{
    /** Whether the stream has ended. */
    readonly done: boolean;
    /** The bytes of the chunk; undefined at the end. */
    readonly value?: Uint8Array | undefined;
  }>;
  /** Stops the transfer. */
  readonly cancel: () => Promise<void>;
}

const decoder = new TextDecoder();

/**
 * Reads a body. It reads chunk by chunk, because that is faster than the methods of `Response` and can stop early.
 *
 * @param onCut receives the error if the body is too long or breaks off. Unless it throws, what has arrived is returned
 */
export async function readBody(
  response: TransportResponse,
  maxBytes: number,
  onCut: (error: unknown, chunks: Uint8Array<ArrayBuffer>[]) => void,
  format: BodyFormat = "text",
): Promise<string | ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  try {
    if (!response.body) return await response[format]();
    const reader = response.body.getReader();
    let remaining = maxBytes;
    for (;;) {
      const { value } = await reader.read();
      if (!value) break;
      chunks.push(value as Uint8Array<ArrayBuffer>);
      remaining -= value.length;
      if (remaining < 0) {
        reader.cancel().catch(() => {});
        throw clientError("payload_too_large", `Expected up to ${maxBytes} bytes, received more. Raise maxBytes.`);
      }
    }
  } catch (error) {
    onCut(error, chunks);
  }
  // Most bodies are a single chunk, which needs no copy.
  if (format === "text" && chunks.length < 2) return decoder.decode(chunks[0]);
  return new Blob(chunks)[format]();
}
