import type { ChunkReader } from "../index.ts";

/** A body on its way: whoever receives it pushes chunks, the client reads them. */
export class IncomingBody implements ChunkReader {
  readonly #chunks: Uint8Array[] = [];
  readonly #stop: () => void;
  #isOver = false;
  #failure: unknown;
  #wake: (() => void) | undefined;

  /** @param stop ends the transfer when nobody wants the rest */
  constructor(stop: () => void) {
    this.#stop = stop;
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  /** Ends the body; with a failure, what was received before it can still be read. */
  end(failure?: unknown): void {
    this.#isOver = true;
    this.#failure ??= failure;
    this.#wake?.();
  }

  async read(): Promise<{ readonly done: boolean; readonly value: Uint8Array | undefined }> {
    while (this.#chunks.length === 0 && !this.#isOver)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    const value = this.#chunks.shift();
    if (value === undefined && this.#failure !== undefined) throw this.#failure;
    return { done: value === undefined, value };
  }

  async cancel(): Promise<void> {
    this.end();
    this.#stop();
  }
}
