import { randomUUID } from "node:crypto";
import type { KeyRecord, Keys, NewKey, RotateResult, Store } from "../store/index.ts";
import type { ApiKeyGuard } from "./api-keys.ts";
import type { KeyFormat } from "./key-format.ts";

/** A new key with its secret, which cannot be shown a second time. */
export interface MintedKey {
  /** The key itself. */
  readonly secret: string;
  readonly key: KeyRecord;
}

/** What a key is made for. */
export interface MintRequest {
  readonly tenant: string;
  /** @default none */
  readonly scopes?: readonly string[];
  /** Epoch milliseconds; null for never. @default null */
  readonly expiresAt?: number | null;
}

/** Says what became of a rotation; a key that is unknown, revoked or replaced already cannot be rotated. */
export type Rotation =
  | ({ readonly status: "rotated"; readonly old: KeyRecord } & MintedKey)
  | { readonly status: Exclude<RotateResult["status"], "rotated"> };

/** What the management of keys needs. */
export interface KeyManagementOptions {
  readonly format: KeyFormat;
  readonly store: Store;
  readonly keys: Keys;
  /** Guards of this process, which forget a key as soon as it changes; other processes see it within their cache's 10 s. @default none */
  readonly guards?: readonly Pick<ApiKeyGuard<never>, "forgetKey">[];
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** Makes, replaces and ends the keys of tenants. A foreign key is an unknown key. */
export interface KeyManagement {
  mint(request: MintRequest): Promise<MintedKey>;
  /**
   * Makes a key with the scopes and the expiry of an old one, which stays good for the grace.
   *
   * @param graceMs 0 to 2,592,000,000 (30 days); 0 ends the old key at once
   */
  rotate(tenant: string, keyId: string, graceMs: number): Promise<Rotation>;
  /** Ends a key at once. @returns undefined when the tenant has no such key */
  revoke(tenant: string, keyId: string): Promise<KeyRecord | undefined>;
}

const MAX_GRACE_MS = 720 * 60 * 60 * 1_000;

/** Makes the management of one family of keys. */
export function keyManagement(options: KeyManagementOptions): KeyManagement {
  const { format, store, keys, guards = [], clock = Date.now } = options;
  const forget = ({ hash }: KeyRecord): void => {
    for (const guard of guards) guard.forgetKey(hash);
  };
  return {
    async mint(request) {
      const { secret, record } = newKey(format, request);
      const inserted = await keys.insert(store.sql, record);
      if (inserted.status === "conflict")
        throw new Error("a new key's id or hash is taken, which random ones never are.");
      return { secret, key: inserted.key };
    },
    async rotate(tenant, keyId, graceMs) {
      checkGrace(graceMs);
      const rotation = await store.transaction(async (sql): Promise<Rotation> => {
        const current = await keys.find(sql, tenant, keyId);
        if (current === undefined) return { status: "unknown" };
        const { scopes, expiresAt } = current;
        const { secret, record } = newKey(format, { tenant, scopes, expiresAt });
        const rotated = await keys.rotate(sql, tenant, keyId, record, clock() + graceMs);
        return rotated.status === "rotated" ? { ...rotated, secret } : { status: rotated.status };
      });
      if (rotation.status === "rotated") forget(rotation.old);
      return rotation;
    },
    async revoke(tenant, keyId) {
      const key = await keys.revoke(store.sql, tenant, keyId);
      if (key !== undefined) forget(key);
      return key;
    },
  };
}

function newKey(
  format: KeyFormat,
  { tenant, scopes = [], expiresAt = null }: MintRequest,
): {
  secret: string;
  record: NewKey;
} {
  const secret = format.mint();
  const { prefix, environment } = format;
  const start = format.parse(secret)?.start ?? "";
  return {
    secret,
    record: {
      id: `key_${randomUUID()}`,
      tenant,
      prefix,
      environment,
      start,
      hash: format.hash(secret),
      scopes,
      expiresAt,
    },
  };
}

function checkGrace(graceMs: number): void {
  if (Number.isSafeInteger(graceMs) && graceMs >= 0 && graceMs <= MAX_GRACE_MS) return;
  throw new RangeError(
    `keyManagement: expected graceMs to be an integer from 0 to ${MAX_GRACE_MS} (30 days), received ${graceMs}. Use 0 to end the old key at once.`,
  );
}
