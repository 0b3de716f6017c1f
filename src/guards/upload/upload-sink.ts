/** Bytes that can be read at any place, such as an upload that has arrived. */
export interface Content {
  /** Length in bytes. */
  readonly bytes: number;
  /** Reads up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Takes the bytes of one upload, and can read them back for the checks that need the whole. */
export interface UploadSink {
  /** Appends a chunk. The chunk may be reused by its owner once the promise resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /** Reads up to `length` bytes from `offset` of what was written. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** Makes what was written durable; called once, after every check passed. */
  finish(): Promise<void>;
  /** Removes what was written; called once, when the upload was refused or broke. */
  discard(): Promise<void>;
}

/** Keeps an upload in memory, for small ones and for tests. */
export interface MemorySink extends UploadSink {
  /** Gives everything written, in one piece; empty after `discard`. */
  content(): Uint8Array;
}

/** Makes a sink in memory. */
export function memorySink(): MemorySink {
  let chunks: Uint8Array[] = [];
  const joined = (): Uint8Array => {
    if (chunks.length > 1) chunks = [Buffer.concat(chunks)];
    return chunks[0] ?? new Uint8Array();
  };
  return {
    async write(chunk) {
      chunks.push(chunk.slice());
    },
    read: async (offset, length) => joined().subarray(offset, offset + length),
    finish: async () => undefined,
    async discard() {
      chunks = [];
    },
    content: joined,
  };
}
