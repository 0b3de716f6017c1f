import { BodyError } from "errata/server";

/**
 * Passes a stream on and ends it when nothing arrives for a while, because an upload that stalls keeps storage reserved.
 *
 * @param idleMs maximum time between two chunks, in milliseconds
 * @throws BodyError (request_timeout)
 */
export async function* idleTimeout(content: AsyncIterable<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await withTimeout(chunks.next(), idleMs);
      if (done === true) return;
      yield value;
    }
  } finally {
    // Not awaited, because it waits for the pending chunk.
    chunks.return?.()?.catch(() => undefined);
  }
}

async function withTimeout<Value>(work: Promise<Value>, idleMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BodyError("request_timeout", "The upload stalled.")), idleMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
