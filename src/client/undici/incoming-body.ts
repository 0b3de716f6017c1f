import type { ChunkReader } from "../index.ts";

/** A body that is being received: the transport pushes chunks, the client reads them. */
export class IncomingBody implements ChunkReader {
  readonly #chunks: Uint8Array[] = [];
  readonly #abort: () => void;
  #isComplete = false;
  #failure: unknown;
  #wake: (() => void) | undefined;

  /** @param abort stops the transfer; called if the reader needs no more */
  constructor(abort: () => void) {
    this.#abort = abort;
  }

  /** Adds a chunk. */
  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  /** Ends the body. After a failure, the chunks received before it can still be read. */
  end(failure?: unknown): void {
    this.#isComplete = true;
    this.#failure ??= failure;
    this.#wake?.();
  }

  async read(): Promise<{ readonly done: boolean; readonly value: Uint8Array | undefined }> {
    while (this.#chunks.length === 0 && !this.#isComplete)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const value = this.#chunks.shift();
    if (value === undefined && this.#failure !== undefined) throw this.#failure;
    return { done: value === undefined, value };
  }

  async cancel(): Promise<void> {
    this.end();
    this.#abort();
  }
}
