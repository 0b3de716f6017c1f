import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { concurrencyLimit } from "../../shared/concurrency/index.ts";

const derive = promisify<string, Buffer, number, { N: number; maxmem: number }, Buffer>(scrypt);
const keyBytes = 32;

/** Node has four threads for hashing and for files. Hashes wait for each other, so that files do not wait for hashes. */
const hashing = concurrencyLimit({ perKey: 2, patienceMs: 60_000 });

/** Hashes a password with a random salt. Hashing is slow, so a stolen table reveals no passwords. @param cost N of scrypt */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(16);
  const key = await deriveKey(password, salt, cost);
  return ["scrypt", cost, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Digests a password as slowly as `hashPassword`, and always to the same text for the same salt. @param cost N of scrypt */
export async function digestPassword(password: string, salt: string, cost: number): Promise<string> {
  return (await deriveKey(password, Buffer.from(salt), cost)).toString("base64url");
}

/** Returns whether a password has this hash. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, cost, salt = "", key = ""] = hash.split("$");
  const expected = Buffer.from(key, "base64url");
  const derived = await deriveKey(password, Buffer.from(salt, "base64url"), Number(cost));
  return expected.byteLength === keyBytes && timingSafeEqual(derived, expected);
}

function deriveKey(password: string, salt: Buffer, N: number): Promise<Buffer> {
  return hashing.run(
    "scrypt",
    () => derive(password.normalize("NFC"), salt, keyBytes, { N, maxmem: 256 * N * 8 }),
    () => new Error("expected a password hash within 60 s, found two that take longer"),
  );
}
