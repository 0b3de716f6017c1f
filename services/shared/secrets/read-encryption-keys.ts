import { randomBytes, randomUUID } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { keyBytes } from "./secret-box.ts";

/**
 * Reads encryption keys.
 *
 * @param listed the value of `ERRATA_ENCRYPTION_KEYS`: keys in base64, separated by commas, the newest first
 * @param path file that is read if the list is empty. It is created with a random key
 * @throws RangeError if a key is not 32 bytes in base64
 */
export async function readEncryptionKeys(listed: string, path: string): Promise<Uint8Array[]> {
  if (listed.trim() !== "") return listed.split(",").map((key) => decode(key, "ERRATA_ENCRYPTION_KEYS"));
  await createKey(path);
  return [decode(await readFile(path, "utf8"), path)];
}

/** Creates the file of a key, unless it exists. Of several processes that start at once, one creates it, completely. */
async function createKey(path: string): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, `${randomBytes(keyBytes).toString("base64")}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
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
