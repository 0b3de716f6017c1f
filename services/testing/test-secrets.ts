import { type SecretBox, secretBox } from "../shared/secrets/index.ts";

/** Encrypts the secrets of tests. */
export const testSecrets: SecretBox = secretBox([Buffer.alloc(32, 7)]);
