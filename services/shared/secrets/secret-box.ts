import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** Encrypts texts with AES-256-GCM. */
export interface SecretBox {
  /** Start of everything that the newest key has encrypted. */
  readonly prefix: string;
  /** Encrypts a text. @param owner id of the row that stores it; the result cannot be decrypted for another row */
  seal(text: string, owner: string): string;
  /** Decrypts a text. @throws Error if its key is missing, or if it was changed or belongs to another row */
  open(sealed: string, owner: string): string;
}

/** Length of a key in bytes. */
export const keyBytes = 32;
const algorithm = "aes-256-gcm";
/** Lengths in bytes that NIST SP 800-38D recommends. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Creates a box.
 *
 * @param keys keys of 32 bytes: the first encrypts, and every one decrypts
 * @throws RangeError if there is no key, or if one has another length
 */
export function secretBox(keys: readonly Uint8Array[]): SecretBox {
  const byId = new Map(keys.map((key) => [idOf(key), key]));
  const [newest] = byId;
  if (newest === undefined) throw new RangeError("Expected at least one encryption key, received none.");
  const short = keys.find(({ byteLength }) => byteLength !== keyBytes);
  if (short !== undefined)
    throw new RangeError(`Expected encryption keys of ${keyBytes} bytes, received one of ${short.byteLength}.`);
  const [newestId, newestKey] = newest;
  const prefix = `sealed.${newestId}.`;
  return {
    prefix,
    seal(text, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, newestKey, nonce).setAAD(Buffer.from(owner));
      const parts = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
      return prefix + Buffer.concat(parts).toString("base64url");
    },
    open(sealed, owner) {
      const [, keyId = "", content = ""] = /^sealed\.([0-9a-f]{8})\.([\w-]+)$/.exec(sealed) ?? [];
      const key = byId.get(keyId);
      if (key === undefined) throw new Error(missingKey(owner, keyId));
      const bytes = Buffer.from(content, "base64url");
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(-tagBytes));
      return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, "utf8") + decipher.final("utf8");
    },
  };
}

/** Names a key without revealing it. */
function idOf(key: Uint8Array): string {
  return createHash("sha256").update("errata encryption key").update(key).digest("hex").slice(0, 8);
}

function missingKey(owner: string, keyId: string): string {
  const name = keyId === "" ? "no key: it is not encrypted" : `the key ${keyId}, which is missing`;
  return `The secret of ${owner} is encrypted with ${name}. Add the key to ERRATA_ENCRYPTION_KEYS, after the one that encrypts.`;
}
