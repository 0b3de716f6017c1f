import type { Store } from "errata/store";
import { expect } from "vitest";

/** Returns a body whose first bytes are sent at once, and the rest when `until` resolves. */
export function slowBody(content: Uint8Array<ArrayBuffer>, until: Promise<unknown>): ReadableStream {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(content.subarray(0, 200));
      await until;
      controller.enqueue(content.subarray(200));
      controller.close();
    },
  });
}

/** Waits until a request holds an idempotency key. */
export async function keyIsHeld({ sql }: Store, key: string): Promise<void> {
  const held = async (): Promise<number> =>
    (await sql`SELECT 1 AS x FROM errata_idempotency WHERE idempotency_key = ${key} AND status IS NULL`).length;
  await expect.poll(held, { interval: 5, timeout: 10_000 }).toBe(1);
}
