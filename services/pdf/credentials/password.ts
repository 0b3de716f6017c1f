import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, { N: number; maxmem: number }, Buffer>(scrypt);
const keyBytes = 32;

/** Hashes a password that a person chose: slowly, with a salt, so that a stolen table gives nobody away. @param cost N of scrypt */
export async function hashPassword(password: string, cost: number): Promise<string> {
  const salt = randomBytes(16);
  return ["scrypt", cost, salt.toString("base64url"), (await keyOf(password, salt, cost)).toString("base64url")].join(
    "$",
  );
}

/** Tells whether a password is the one of a hash. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [, cost, salt = "", key = ""] = hash.split("$");
  const expected = Buffer.from(key, "base64url");
  const found = await keyOf(password, Buffer.from(salt, "base64url"), Number(cost));
  return expected.byteLength === keyBytes && timingSafeEqual(found, expected);
}

function keyOf(password: string, salt: Buffer, N: number): Promise<Buffer> {
  return derive(password.normalize("NFC"), salt, keyBytes, { N, maxmem: 256 * N * 8 });
}
