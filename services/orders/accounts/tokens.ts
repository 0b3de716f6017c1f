import { randomBytes } from "node:crypto";
import type { Sql, Store } from "errata/store";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { newId } from "../../shared/http/index.ts";
import { encryptStored, type SecretBox, type StoredSecret } from "../../shared/secrets/index.ts";
import { orders } from "../contract.ts";
import { type Scope, scopes } from "./caller.ts";

/** The claims of a valid token. */
export interface TokenClaims {
  readonly userId: string;
  readonly tokenId: string;
  readonly scopes: readonly Scope[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A new token, which is returned only once. */
export interface NewToken {
  readonly token: string;
  readonly id: string;
}

/** Issues and verifies JSON Web Tokens. The signing key is in the store, so every process can verify every token. */
export interface Tokens {
  /**
   * Issues and records a token.
   *
   * @param lifeSec time until it expires, in seconds
   * @param sql the transaction to record it in. @default the store's
   */
  issue(userId: string, scopes: readonly Scope[], lifeSec: number, sql?: Sql): Promise<NewToken>;
  /**
   * Verifies the token of an Authorization header.
   *
   * @throws AUTH_NOT_AUTHENTICATED, AUTH_TOKEN_INVALID_FORMAT, AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED
   */
  read(authorization: string | undefined): Promise<TokenClaims>;
}

const { AUTH_NOT_AUTHENTICATED, AUTH_TOKEN_INVALID_FORMAT, AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED } = orders.error;
const issuer = "orders";
const algorithm = "HS256";
/** Number of verified tokens that are cached. */
const maxCached = 1_000;

/** Opens the tokens of a store. The first process creates the signing key. */
export async function openTokens(store: Store, secrets: SecretBox, clock: () => number): Promise<Tokens> {
  await store.sql`
    INSERT INTO orders_signing_keys (id, secret, created_at)
    VALUES ('k1', ${secrets.seal(randomBytes(32).toString("base64url"), "k1")}, ${clock()}) ON CONFLICT DO NOTHING`;
  await encryptStored(
    secrets,
    () => store.sql<StoredSecret>`
      SELECT id, secret FROM orders_signing_keys WHERE secret NOT LIKE ${`${secrets.prefix}%`}`,
    ({ id, secret }, sealed) => store.sql`
      UPDATE orders_signing_keys SET secret = ${sealed} WHERE id = ${id} AND secret = ${secret}`,
  );
  const rows = await store.sql<StoredSecret>`SELECT id, secret FROM orders_signing_keys`;
  const keys = new Map<string, CryptoKey>();
  for (const { id, secret } of rows) keys.set(id, await importKey(secrets.open(secret, id)));
  const [[newest, newestKey] = []] = [...keys].slice(-1);
  if (newest === undefined || newestKey === undefined)
    throw new Error("orders_signing_keys is empty although a key was inserted.");
  const verified = new Map<string, TokenClaims>();
  return {
    async issue(userId, granted, lifeSec, sql = store.sql) {
      const id = newId("tok");
      const [user] = await sql<{ tokens_valid_from: number }>`
        SELECT tokens_valid_from FROM orders_users WHERE id = ${userId}`;
      // All tokens can have been revoked in this millisecond.
      const now = Math.max(clock(), user?.tokens_valid_from ?? 0);
      const expiresSec = Math.floor(now / 1000) + lifeSec;
      // Recorded, so that it can be listed and revoked.
      await sql`
        INSERT INTO orders_tokens (id, user_id, scopes, created_at, expires_at)
        VALUES (${id}, ${userId}, ${granted.join(" ")}, ${now}, ${expiresSec * 1000})`;
      const token = await new SignJWT({ scope: granted.join(" "), iat_ms: now })
        .setProtectedHeader({ alg: algorithm, kid: newest })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setJti(id)
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(expiresSec)
        .sign(newestKey);
      return { token, id };
    },
    async read(authorization) {
      const token = bearerToken(authorization);
      const cached = verified.get(token);
      if (cached !== undefined && cached.expiresAt > clock()) return cached;
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => keys.get(kid ?? "") ?? unknownKey(), {
          issuer,
          audience: issuer,
          algorithms: [algorithm],
          currentDate: new Date(clock()),
          requiredClaims: ["sub", "exp", "iat_ms"],
        });
        return cache(verified, token, claimsOf(payload));
      } catch (cause) {
        throw refusalOf(cause);
      }
    },
  };
}

/** Importing a key costs more than a signature, so each key is imported once. */
function importKey(secret: string): Promise<CryptoKey> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", Buffer.from(secret, "base64url"), hmac, false, ["sign", "verify"]);
}

/** A valid signature stays valid. Whether the token was revoked is checked on each request. */
function cache(verified: Map<string, TokenClaims>, token: string, claims: TokenClaims): TokenClaims {
  verified.set(token, claims);
  const [oldest] = verified.keys();
  if (verified.size > maxCached && oldest !== undefined) verified.delete(oldest);
  return claims;
}

/** Reads a token of the right format: three parts in base64url, the first of which is a JSON object. */
function bearerToken(authorization = ""): string {
  const text = authorization.trim();
  if (text === "") throw AUTH_NOT_AUTHENTICATED();
  const [, token] = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(text) ?? [];
  if (token === undefined || !isObject(token.split(".", 1)[0] ?? "")) throw AUTH_TOKEN_INVALID_FORMAT();
  return token;
}

function isObject(base64url: string): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, "base64url").toString());
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function unknownKey(): never {
  throw new errors.JWKSNoMatchingKey();
}

/** The signature is verified first, so only the holder of a valid token can find out that it has expired. */
function refusalOf(cause: unknown): Error {
  if (cause instanceof errors.JWTExpired) {
    return AUTH_TOKEN_EXPIRED({ expiredAt: new Date(1000 * (cause.payload.exp ?? 0)).toISOString() });
  }
  if (cause instanceof errors.JOSEError) return AUTH_TOKEN_INVALID(undefined, { note: cause.code });
  return cause instanceof Error ? cause : new Error("the token cannot be read", { cause });
}

function claimsOf({ sub = "", jti = "", exp = 0, scope: granted, iat_ms }: JWTPayload): TokenClaims {
  const words = typeof granted === "string" ? granted.split(" ") : [];
  return {
    userId: sub,
    tokenId: jti,
    scopes: scopes.filter((scope) => words.includes(scope)),
    issuedAt: typeof iat_ms === "number" ? iat_ms : 0,
    expiresAt: exp * 1000,
  };
}
