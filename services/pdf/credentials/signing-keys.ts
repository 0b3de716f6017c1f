import type { Sql } from "errata/store";
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from "jose";
import { encryptStored, type SecretBox, type StoredSecret } from "../../shared/secrets/index.ts";

/** Signature algorithm of tokens: Ed25519, under its name in RFC 8037. */
export const algorithm = "EdDSA";

/** A private key. */
export interface SigningKey {
  readonly id: string;
  readonly key: CryptoKey;
}

/** The keys that sign and verify tokens. They are stored in the database, encrypted, so every process uses the same keys. */
export interface SigningKeys {
  /** Returns the key that signs now. Creates one if the newest is older than a day. */
  current(): Promise<SigningKey>;
  /** Finds a public key; undefined if it is unknown or retired. */
  find(keyId: string): Promise<CryptoKey | undefined>;
  /** Creates a new key. Earlier keys still verify the tokens that they signed. */
  rotate(): Promise<SigningKey>;
  /** Lists the public keys. @see RFC 7517 section 5 */
  jwks(): Promise<{ keys: readonly JWK[] }>;
}

interface KeyRow {
  readonly id: string;
  /** Encrypted. */
  readonly private_jwk: string;
  readonly public_jwk: string;
  readonly created_at: number;
}

const signsForMs = 24 * 60 * 60 * 1000;

/** Opens the keys of a database. @param tokenMs lifetime of a token; a key verifies for at least that long after its last signature */
export function signingKeys(sql: Sql, secrets: SecretBox, clock: () => number, tokenMs: number): SigningKeys {
  const retiresAfterMs = signsForMs + 2 * tokenMs;
  const imported = new Map<string, Promise<CryptoKey>>();

  /** Importing is slow, and a stored key never changes. */
  function importOnce(name: string, jwk: string): Promise<CryptoKey> {
    const known = imported.get(name) ?? (importJWK(JSON.parse(jwk), algorithm) as Promise<CryptoKey>);
    imported.set(name, known);
    return known;
  }

  async function rotate(): Promise<SigningKey> {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    const id = crypto.randomUUID();
    const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: id, alg: algorithm, use: "sig" };
    const privateJwk = secrets.seal(JSON.stringify(await exportJWK(pair.privateKey)), id);
    await sql`
      INSERT INTO pdf_signing_keys (id, private_jwk, public_jwk, created_at)
      VALUES (${id}, ${privateJwk}, ${JSON.stringify(publicJwk)}, ${clock()})`;
    await sql`DELETE FROM pdf_signing_keys WHERE created_at <= ${clock() - retiresAfterMs}`;
    return { id, key: pair.privateKey };
  }

  return {
    rotate,
    async current() {
      const [newest] = await sql<KeyRow>`
        SELECT * FROM pdf_signing_keys WHERE created_at > ${clock() - signsForMs} ORDER BY created_at DESC, id LIMIT 1`;
      if (newest === undefined) return await rotate();
      return {
        id: newest.id,
        key: await importOnce(`private ${newest.id}`, secrets.open(newest.private_jwk, newest.id)),
      };
    },
    async find(keyId) {
      const [row] = await sql<KeyRow>`
        SELECT * FROM pdf_signing_keys WHERE id = ${keyId} AND created_at > ${clock() - retiresAfterMs}`;
      return row && (await importOnce(`public ${keyId}`, row.public_jwk));
    },
    async jwks() {
      const rows = await sql<KeyRow>`
        SELECT * FROM pdf_signing_keys WHERE created_at > ${clock() - retiresAfterMs} ORDER BY created_at DESC, id`;
      return { keys: rows.map(({ public_jwk }) => JSON.parse(public_jwk) as JWK) };
    },
  };
}

/** Encrypts the private keys that no key or an earlier key has encrypted. */
export async function encryptSigningKeys(sql: Sql, secrets: SecretBox): Promise<void> {
  await encryptStored(
    secrets,
    () => sql<StoredSecret>`
      SELECT id, private_jwk AS secret FROM pdf_signing_keys WHERE private_jwk NOT LIKE ${`${secrets.prefix}%`}`,
    ({ id, secret }, sealed) => sql`
      UPDATE pdf_signing_keys SET private_jwk = ${sealed} WHERE id = ${id} AND private_jwk = ${secret}`,
  );
}
