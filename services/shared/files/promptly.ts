import { BodyError } from "errata/server";

/**
 * Passes on what arrives, and ends where nothing does for a while: a client that stands still holds room of its account's
 * storage meanwhile.
 *
 * @param idleMs longest time between two pieces, in milliseconds
 * @throws BodyError (request_timeout)
 */
export async function* promptly(content: AsyncIterable<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array> {
  const pieces = content[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await within(pieces.next(), idleMs);
      if (done === true) return;
      yield value;
    }
  } finally {
    // Not awaited: it would wait for the very piece that does not come.
    pieces.return?.()?.catch(() => undefined);
  }
}

async function within<Value>(work: Promise<Value>, idleMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BodyError("request_timeout", "The upload stood still.")), idleMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
