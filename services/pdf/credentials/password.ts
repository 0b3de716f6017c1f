import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, { N: number; maxmem: number }, Buffer>(scrypt);
const keyBytes = 32;

/** Hashes a password with a random salt. Hashing is slow, so a stolen table reveals no passwords. @param cost N of scrypt */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(16);
  const key = await deriveKey(password, salt, cost);
  return ["scrypt", cost, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Returns whether a password has this hash. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, cost, salt = "", key = ""] = hash.split("$");
  const expected = Buffer.from(key, "base64url");
  const derived = await deriveKey(password, Buffer.from(salt, "base64url"), Number(cost));
  return expected.byteLength === keyBytes && timingSafeEqual(derived, expected);
}

function deriveKey(password: string, salt: Buffer, N: number): Promise<Buffer> {
  return derive(password.normalize("NFC"), salt, keyBytes, { N, maxmem: 256 * N * 8 });
}
