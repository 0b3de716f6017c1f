/** Authenticates requests by API key, and mints, rotates and revokes keys. */
export {
  type ApiKeyGuard,
  type ApiKeyOptions,
  type ApiKeyRefusals,
  apiKeys,
  type Caller,
  type KeyDetails,
  type ReadableHeaders,
  readCredential,
} from "./api-keys.ts";
export { type KeyFormat, type KeyFormatOptions, keyChecksum, keyFormat, type ParsedKey } from "./key-format.ts";
export {
  type KeyManagement,
  type KeyManagementOptions,
  keyManagement,
  type MintedKey,
  type MintRequest,
  type Rotation,
} from "./key-management.ts";
