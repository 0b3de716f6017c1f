import type { SecretBox } from "./secret-box.ts";

/** A secret in the database. */
export interface StoredSecret {
  /** Id of its row. */
  readonly id: string;
  readonly secret: string;
}

/**
 * Encrypts stored secrets with the newest key: those that are not encrypted yet, and those of an earlier key, which can be
 * removed from the configuration afterwards.
 *
 * @param outdated returns secrets that do not start with `box.prefix`, a few at a time
 * @param update replaces a secret, unless it has changed since
 * @throws Error if the key of a secret is missing
 */
export async function encryptStored(
  box: SecretBox,
  outdated: () => Promise<readonly StoredSecret[]>,
  update: (stored: StoredSecret, sealed: string) => Promise<unknown>,
): Promise<void> {
  for (let found = await outdated(); found.length > 0; found = await outdated()) {
    for (const stored of found) {
      const { id, secret } = stored;
      await update(stored, box.seal(secret.startsWith("sealed.") ? box.open(secret, id) : secret, id));
    }
  }
}
