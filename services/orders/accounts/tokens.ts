import { randomBytes, randomUUID } from "node:crypto";
import type { Store } from "errata/store";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { orders } from "../contract.ts";
import { type Scope, scopes } from "./caller.ts";

/** What a token says. */
export interface TokenClaims {
  readonly userId: string;
  readonly scopes: readonly Scope[];
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Issues and reads tokens: JSON Web Tokens, signed with a key that every process finds in the store. */
export interface Tokens {
  /** Signs a token. */
  issue(userId: string, scopes: readonly Scope[], lifeSec: number): Promise<string>;
  /**
   * Reads the token of an Authorization header.
   *
   * @throws AUTH_NOT_AUTHENTICATED, AUTH_TOKEN_INVALID_FORMAT, AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED
   */
  read(authorization: string | undefined): Promise<TokenClaims>;
}

const { AUTH_NOT_AUTHENTICATED, AUTH_TOKEN_INVALID_FORMAT, AUTH_TOKEN_INVALID, AUTH_TOKEN_EXPIRED } = orders.error;
const issuer = "orders";
const algorithm = "HS256";
/** Most tokens whose signature is not checked again. */
const maxRemembered = 1_000;

/** Opens the tokens of a store; the first process makes the key. */
export async function openTokens(store: Store, clock: () => number): Promise<Tokens> {
  await store.sql`
    INSERT INTO orders_signing_keys (id, secret, created_at)
    VALUES ('k1', ${randomBytes(32).toString("base64url")}, ${clock()}) ON CONFLICT DO NOTHING`;
  const rows = await store.sql<{ id: string; secret: string }>`SELECT id, secret FROM orders_signing_keys`;
  const keys = new Map<string, CryptoKey>();
  for (const { id, secret } of rows) keys.set(id, await importKey(secret));
  const [[newest, newestKey] = []] = [...keys].slice(-1);
  if (newest === undefined || newestKey === undefined)
    throw new Error("orders_signing_keys is empty: a key was just put there.");
  const genuine = new Map<string, TokenClaims>();
  return {
    async issue(userId, allowed, lifeSec) {
      const now = clock();
      return await new SignJWT({ scope: allowed.join(" "), iat_ms: now })
        .setProtectedHeader({ alg: algorithm, kid: newest })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setJti(randomUUID())
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(Math.floor(now / 1000) + lifeSec)
        .sign(newestKey);
    },
    async read(authorization) {
      const token = bearerOf(authorization);
      const known = genuine.get(token);
      if (known !== undefined && known.expiresAt > clock()) return known;
      try {
        const { payload } = await jwtVerify(token, ({ kid }) => keys.get(kid ?? "") ?? unknownKey(), {
          issuer,
          audience: issuer,
          algorithms: [algorithm],
          currentDate: new Date(clock()),
          requiredClaims: ["sub", "exp", "iat_ms"],
        });
        return remember(genuine, token, claimsOf(payload));
      } catch (cause) {
        throw refusalOf(cause);
      }
    },
  };
}

/** Imported once: for each token anew it would cost more than the signature. */
function importKey(secret: string): Promise<CryptoKey> {
  const algorithmOf = { name: "HMAC", hash: "SHA-256" };
  return crypto.subtle.importKey("raw", Buffer.from(secret, "base64url"), algorithmOf, false, ["sign", "verify"]);
}

/** A signature stays genuine; whether its user may still use it is read at each request. */
function remember(genuine: Map<string, TokenClaims>, token: string, claims: TokenClaims): TokenClaims {
  genuine.set(token, claims);
  const [oldest] = genuine.keys();
  if (genuine.size > maxRemembered && oldest !== undefined) genuine.delete(oldest);
  return claims;
}

/** Three parts of base64url, of which the first is a JSON object: what it says is another question. */
function bearerOf(authorization = ""): string {
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

/** The signature is checked first: only who holds a genuine token learns that it has expired. */
function refusalOf(cause: unknown): Error {
  if (cause instanceof errors.JWTExpired) {
    return AUTH_TOKEN_EXPIRED({ expiredAt: new Date(1000 * (cause.payload.exp ?? 0)).toISOString() });
  }
  if (cause instanceof errors.JOSEError) return AUTH_TOKEN_INVALID(undefined, { note: cause.code });
  return cause instanceof Error ? cause : new Error("the token cannot be read", { cause });
}

function claimsOf({ sub = "", exp = 0, scope, iat_ms }: JWTPayload): TokenClaims {
  const words = typeof scope === "string" ? scope.split(" ") : [];
  return {
    userId: sub,
    scopes: scopes.filter((known) => words.includes(known)),
    issuedAt: typeof iat_ms === "number" ? iat_ms : 0,
    expiresAt: exp * 1000,
  };
}
