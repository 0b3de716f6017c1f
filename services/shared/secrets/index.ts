/** Encrypts the secrets that an API must be able to read again: signing keys and the secrets of webhooks. */

export { encryptStored, type StoredSecret } from "./encrypt-stored.ts";
export { readEncryptionKeys } from "./read-encryption-keys.ts";
export { type SecretBox, secretBox } from "./secret-box.ts";
