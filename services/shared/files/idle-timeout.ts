import { BodyError } from "errata/server";

/**
 * Passes a stream on and ends it when its sender stalls or is too slow, because an upload under way keeps storage reserved.
 * Counts only the time in which the sender is waited for.
 *
 * @param idleMs time within which the next `minBytes` must arrive, in milliseconds
 * @param minBytes in bytes, 1 or more. @default half of `idleMs`, which is 500 bytes a second
 * @throws BodyError (request_timeout)
 */
export async function* idleTimeout(
  content: AsyncIterable<Uint8Array>,
  idleMs: number,
  minBytes: number = Math.ceil(idleMs / 2),
): AsyncGenerator<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  let bytes = 0;
  let leftMs = idleMs;
  try {
    for (;;) {
      const asked = performance.now();
      const { done, value } = await withTimeout(chunks.next(), leftMs);
      if (done === true) return;
      bytes += value.byteLength;
      leftMs -= performance.now() - asked;
      if (bytes >= minBytes) {
        bytes = 0;
        leftMs = idleMs;
      }
      yield value;
    }
  } finally {
    // Not awaited, because it waits for the pending chunk.
    chunks.return?.()?.catch(() => undefined);
  }
}

async function withTimeout<Value>(work: Promise<Value>, leftMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const expire = (): void => reject(new BodyError("request_timeout", "The upload stalled or was too slow."));
    timer = setTimeout(expire, Math.max(leftMs, 0));
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
