import { randomBytes } from "node:crypto";
import type { SharedPlace } from "../files/index.ts";
import { keyBytes } from "./secret-box.ts";

/** File with the key, if no key is configured. */
const keyFile = "encryption.key";

/**
 * Reads encryption keys.
 *
 * @param listed the value of `ERRATA_ENCRYPTION_KEYS`: keys in base64, separated by commas, the newest first
 * @param place has the file that is read if the list is empty. It is created with a random key
 * @throws RangeError if a key is not 32 bytes in base64
 */
export async function readEncryptionKeys(listed: string, place: SharedPlace): Promise<Uint8Array[]> {
  if (listed.trim() !== "") return listed.split(",").map((key) => decode(key, "ERRATA_ENCRYPTION_KEYS"));
  await place.create(keyFile, `${randomBytes(keyBytes).toString("base64")}\n`);
  return [decode((await place.read(keyFile)) ?? "", `${keyFile} in ${place.about}`)];
}

function decode(text: string, source: string): Uint8Array {
  const trimmed = text.trim();
  const key = Buffer.from(trimmed, "base64");
  if (key.byteLength === keyBytes && /^[\w+/-]+=*$/.test(trimmed)) return key;
  throw new RangeError(
    `Expected keys of ${keyBytes} bytes in base64 in ${source}, received one of ${trimmed.length} characters. ` +
      "Create one with: openssl rand -base64 32",
  );
}
