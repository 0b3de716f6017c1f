import { contract } from "errata";
import {
  type ApiKeyGuard,
  apiKeys,
  type IdempotencyGuard,
  idempotency,
  keyFormat,
  keyManagement,
  type RateLimitGuard,
  rateLimit,
  type ScopeGate,
  scopeGate,
} from "errata/guards";
import { type Boundary, boundary, type Occurrence } from "errata/server";
import {
  idempotencyMigrations,
  idempotencyRecords,
  keyMigrations,
  keys,
  localWindows,
  type Migrations,
  type Store,
} from "errata/store";
import { z } from "zod";
import { secret } from "./shop.ts";

/** Guards that each framework mounts in this order: keys, rate limit, scopes; and `once` on `POST /orders`. */
export interface Guards {
  readonly keys: ApiKeyGuard<undefined>;
  readonly limit: RateLimitGuard;
  readonly scopes: Readonly<Record<string, string>>;
  readonly gate: ScopeGate;
  readonly once: IdempotencyGuard;
  /** Does the work of `POST /orders` and returns the body of its 201. */
  createOrder(body: unknown): Promise<object>;
  /** Returns the file of a path, which a middleware behind the guards serves, without a route; undefined if it has none. */
  fileAt(path: string): string | undefined;
}

/** The API behind its guards, and what its tests observe. */
export interface GuardedShop {
  readonly guards: Guards;
  readonly boundary: Boundary;
  readonly occurrences: Occurrence[];
  /** Number of orders that have been created. */
  readonly orders: () => number;
  /** Number of files that have been served. */
  readonly files: () => number;
  /** Keys with both scopes and with none. */
  readonly secrets: { readonly full: string; readonly empty: string };
  /** Lets the next order wait until the returned function is called. */
  holdOrder(): { readonly started: Promise<void>; readonly finish: () => void };
}

/** Tables of the guards. */
export const guardMigrations: readonly Migrations[] = [keyMigrations, idempotencyMigrations];

const api = contract({
  name: "guarded",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message" }, request_id: "$requestId" },
  errors: {
    NO_KEY: { kind: "unauthenticated", when: "The request has no key.", message: "Send a key." },
    BAD_KEY: { kind: "invalid_credential", when: "The key is unknown.", message: "The key is not valid." },
    NO_SCOPE: { kind: "permission_denied", when: "The key lacks the scope.", message: "The key lacks a scope." },
    TOO_MANY: { kind: "rate_limited", when: "Over the limit.", message: "Slow down." },
    BAD_REPEAT: { kind: "idempotency_key_invalid", status: 422, when: "Reused.", message: "The key was reused." },
    RUNNING: { kind: "conflict", when: "The first request runs.", message: "The request is running." },
    NO_STOCK: { kind: "processing_failed", when: "The order cannot be packed.", message: "Cannot pack the order." },
    FAILED: { kind: "internal", when: "A bug.", message: "Something went wrong." },
  },
  operations: {
    "GET /orders/{orderId}": [],
    "POST /orders": { errors: ["NO_STOCK", "BAD_REPEAT", "RUNNING"], idempotencyKey: true },
  },
  always: ["NO_KEY", "BAD_KEY", "NO_SCOPE", "TOO_MANY", "FAILED"],
});

const NewOrder = z.object({ sku: z.string() });

/** Creates the guards and their boundary. @param limit requests per minute */
export async function guardedShop(store: Store, limit: number): Promise<GuardedShop> {
  const { NO_KEY, BAD_KEY, NO_SCOPE, TOO_MANY, BAD_REPEAT, RUNNING, NO_STOCK } = api.error;
  const format = keyFormat({ prefix: "shop", environment: "live" });
  const records = keys();
  const management = keyManagement({ format, store, keys: records });
  const scopes = { "GET /orders/{orderId}": "orders:read", "POST /orders": "orders:write" };
  const full = await management.mint({ tenant: "acme", scopes: Object.values(scopes) });
  const empty = await management.mint({ tenant: "acme" });
  const occurrences: Occurrence[] = [];
  let [orders, files] = [0, 0];
  let waiting: { readonly onStart: () => void; readonly finished: Promise<void> } | undefined;
  const guards: Guards = {
    keys: apiKeys({
      ...{ format, store, keys: records },
      refusals: { missing: NO_KEY, unknown: BAD_KEY, revoked: BAD_KEY, expired: BAD_KEY, inactive: BAD_KEY },
    }),
    limit: rateLimit({
      windows: localWindows(),
      policies: [{ name: "minute", limit, windowSec: 60 }],
      exceeded: TOO_MANY,
    }),
    scopes,
    gate: scopeGate(NO_SCOPE),
    once: idempotency({
      ...{ store, records: idempotencyRecords() },
      refusals: { invalid: BAD_REPEAT, reused: BAD_REPEAT, inFlight: RUNNING },
    }),
    async createOrder(body) {
      const { sku } = NewOrder.parse(body);
      const wait = waiting;
      waiting = undefined;
      wait?.onStart();
      await wait?.finished;
      orders += 1;
      if (sku === "broken") throw new Error(secret);
      if (sku === "unpackable") throw NO_STOCK();
      return { sku, number: orders };
    },
    fileAt(path) {
      if (path !== "/logo.txt") return undefined;
      files += 1;
      return "a logo";
    },
  };
  return {
    guards,
    occurrences,
    boundary: boundary(api, { record: (occurrence) => occurrences.push(occurrence), warn: () => undefined }),
    orders: () => orders,
    files: () => files,
    secrets: { full: full.secret, empty: empty.secret },
    holdOrder() {
      let finish = (): void => undefined;
      let onStart = (): void => undefined;
      const started = new Promise<void>((resolve) => {
        onStart = resolve;
      });
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      waiting = { onStart, finished };
      return { started, finish };
    },
  };
}
