import { createHash } from "node:crypto";

/** Returns the hash under which an Idempotency-Key is stored: 32 hexadecimal digits of its SHA-256. */
export function hashKey(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}
