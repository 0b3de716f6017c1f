import { randomBytes } from "node:crypto";
import type { SharedPlace } from "../files/index.ts";
import { keyBytes } from "./secret-box.ts";

/** File with the key, if no key is configured. */
const keyFile = "encryption.key";

/**
 * Reads encryption keys.
 *
 * @param listed the value of `ERRATA_ENCRYPTION_KEYS`: keys in base64, separated by commas, the newest first
 * @param place has the file that is read if the list is empty
 * @param hasDemo whether the file is created with a random key if it does not exist
 * @throws RangeError if a key is not 32 bytes in base64
 * @throws Error if there is no key
 */
export async function readEncryptionKeys(listed: string, place: SharedPlace, hasDemo: boolean): Promise<Uint8Array[]> {
  if (listed.trim() !== "") return listed.split(",").map((key) => decode(key, "ERRATA_ENCRYPTION_KEYS"));
  if (hasDemo) await place.create(keyFile, `${randomBytes(keyBytes).toString("base64")}\n`);
  const stored = await place.read(keyFile);
  if (stored === undefined) {
    throw new Error(
      "ERRATA_ENCRYPTION_KEYS is not set. Without the demo, set it to a key that encrypts stored secrets, and keep a copy " +
        "outside of the data. Create one with: openssl rand -base64 32",
    );
  }
  return [decode(stored, `${keyFile} in ${place.about}`)];
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
