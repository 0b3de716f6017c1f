import fc from "fast-check";
import { expect, test } from "vitest";
import { contract } from "../contract/index.ts";
import { balances, idempotencyRecords, keys, localWindows } from "../store/index.ts";
import { openPostgres } from "../store/postgres/index.ts";
import { openSqlite } from "../store/sqlite/index.ts";
import {
  apiKeys,
  clientAddress,
  credits,
  idempotency,
  keyFormat,
  keyManagement,
  planGate,
  rateLimit,
  storageQuota,
  trialGate,
} from "./index.ts";
import { uploadGuard } from "./upload/index.ts";

const { NO } = contract({
  name: "x",
  version: "1.0.0",
  errors: { NO: { kind: "conflict", when: "w", message: "m" } },
}).error;
const store = {} as any;
const keyRefusals = { missing: NO, unknown: NO, revoked: NO, expired: NO, inactive: NO };
const maxTimerMs = 2 ** 31 - 1;
const url = "postgres://postgres@127.0.0.1:1/none";

/** Each numeric option: its function, its bounds, and a call with one value. */
const options: readonly [name: string, minimum: number, maximum: number, call: (value: any) => unknown][] = [
  ["apiKeys: maxEntries", 1, Infinity, (maxEntries) => newKeys({ maxEntries })],
  ["apiKeys: timeoutMs", 1, maxTimerMs, (timeoutMs) => newKeys({ timeoutMs })],
  ["idempotency: maxStoredBytes", 1, Infinity, (maxStoredBytes) => newIdempotency({ maxStoredBytes })],
  ["idempotency: retryAfterMs", 1, Infinity, (retryAfterMs) => newIdempotency({ retryAfterMs })],
  ["idempotency: timeoutMs", 1, maxTimerMs, (timeoutMs) => newIdempotency({ timeoutMs })],
  [
    "credits: reservationMs",
    1,
    maxTimerMs,
    (reservationMs) => credits({ store, balances: balances(), insufficient: NO, reservationMs } as any),
  ],
  ["storageQuota: reservationMs", 1, maxTimerMs, (reservationMs) => newQuota({ reservationMs })],
  ["storageQuota: stepBytes", 1, Infinity, (stepBytes) => newQuota({ stepBytes })],
  ["uploadGuard: maxBytes", 1, Infinity, (maxBytes) => newUpload({ maxBytes })],
  ["uploadGuard: discardBytes", 0, Infinity, (discardBytes) => newUpload({ maxBytes: 1, discardBytes })],
  ["rateLimit: timeoutMs", 1, maxTimerMs, (timeoutMs) => newLimit({ timeoutMs })],
  ["localWindows: maxKeys", 1, Infinity, (maxKeys) => localWindows({ maxKeys })],
];

function newKeys(more: object): unknown {
  const format = keyFormat({ prefix: "shop", environment: "test" });
  return apiKeys({ format, store, keys: keys(), refusals: keyRefusals, ...more });
}

function newIdempotency(more: object): unknown {
  return idempotency({
    store,
    records: {} as any,
    refusals: { invalid: NO, reused: NO, inFlight: NO },
    ...more,
  } as any);
}

function newQuota(more: object): unknown {
  return storageQuota({ store, balances: balances({ unit: "bytes" }), full: NO, ...more } as any);
}

function newUpload(more: object): unknown {
  return uploadGuard({ accept: [], tooLarge: NO, wrongType: NO, ...more } as any);
}

function newLimit(more: object): unknown {
  const policies = [{ name: "minute", limit: 1, windowSec: 60 }];
  return rateLimit({ policies, windows: localWindows(), exceeded: NO, ...more } as any);
}

test.each(options)("%s is rejected unless it is an integer from %d to %d", (name, minimum, maximum, call) => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.constantFrom("", "5", " 5", null, 1n)), (value: unknown) => {
      const isValid = Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
      if (isValid) expect(() => call(value)).not.toThrow();
      else expect(() => call(value)).toThrow(`Expected ${name} to be an integer`);
    }),
    { numRuns: 60 },
  );
  for (const value of [Number.NaN, Infinity, -1, 0.5]) expect(() => call(value)).toThrow(`Expected ${name} to be`);
});

/** Each option that is a name or a list: its function, and a call with one value. */
const names: readonly [name: string, invalid: readonly unknown[], call: (value: any) => unknown][] = [
  ["rateLimit: expected policies", [null, {}, "x", [], [null]], (policies) => newLimit({ policies })],
  [
    "expected a name of 1 to 32",
    ["", " ", "Minute", "a b", null, 5, {}, "x".repeat(33)],
    (name) => newLimit({ policies: [{ name, limit: 1, windowSec: 60 }] }),
  ],
  ["expected prefix to be", ["", "a b", null, 5, {}], (prefix) => keyFormat({ prefix, environment: "test" })],
  ["expected environment to be", ["", "a b", null, 5], (environment) => keyFormat({ prefix: "shop", environment })],
  ["expected trustedProxies to be", [null, "10.0.0.1", {}], (trustedProxies) => clientAddress({ trustedProxies })],
  ["expected an IP address", [[null], [5], [{}]], (trustedProxies) => clientAddress({ trustedProxies })],
  ["expected accept to be", [null, "pdf", {}, [null], ["pdf"]], (accept) => newUpload({ accept, maxBytes: 1 })],
  ["expected unit to be", ["", " ", null, 5, {}, "a\nb", "x".repeat(65)], (unit) => balances({ unit })],
];

test.each(names)("%s … names the option and what it received", (message, invalid, call) => {
  for (const value of invalid) expect(() => call(value)).toThrow(message);
});

/** Every function with options, with valid ones. Functions and objects among them are checked by their type. */
const functions: readonly [name: string, call: (options: any) => unknown, valid: object][] = [
  [
    "apiKeys",
    apiKeys,
    {
      format: keyFormat({ prefix: "shop", environment: "test" }),
      store,
      keys: keys(),
      refusals: keyRefusals,
      account: () => {},
      clock: Date.now,
    },
  ],
  [
    "keyManagement",
    keyManagement,
    { format: keyFormat({ prefix: "shop", environment: "test" }), store, keys: keys(), guards: [], clock: Date.now },
  ],
  ["keyFormat", keyFormat, { prefix: "shop", environment: "test" }],
  [
    "idempotency",
    idempotency,
    {
      store,
      records: {},
      refusals: {},
      effects: "transactional",
      shouldStore: () => true,
      observe: () => {},
    },
  ],
  ["credits", credits, { store, balances: balances(), insufficient: NO, duplicate: NO, clock: Date.now, observe: NO }],
  ["storageQuota", storageQuota, { store, balances: balances(), full: NO, clock: Date.now, observe: NO }],
  ["uploadGuard", uploadGuard, { accept: [], maxBytes: 1, tooLarge: NO, wrongType: NO, empty: NO }],
  [
    "rateLimit",
    rateLimit,
    {
      windows: localWindows(),
      policies: [{ name: "minute", limit: 1, windowSec: 60 }],
      exceeded: NO,
      unaffordable: NO,
      headers: "both",
      fallback: localWindows(),
      clock: Date.now,
      observe: NO,
    },
  ],
  ["clientAddress", clientAddress, {}],
  ["planGate", planGate, { plans: [], denied: NO, exceeded: NO }],
  ["trialGate", trialGate, { expired: NO, clock: Date.now }],
  ["localWindows", localWindows, { clock: Date.now }],
  ["balances", balances, { overrun: "cap", clock: Date.now }],
  ["keys", keys, { clock: Date.now }],
  ["idempotencyRecords", idempotencyRecords, { clock: Date.now }],
];

test.each(functions)("%s rejects options that do not exist, and options of another type", (name, call, valid) => {
  expect(() => call(valid)).not.toThrow();
  for (const options of [null, 5, "x"]) expect(() => call(options)).toThrow(`Expected the options of ${name} to be an`);
  expect(() => call({ ...valid, bogus: 1 })).toThrow(`Expected the options of ${name} to be some of `);
  const typed = Object.entries(valid).filter(([, value]) => typeof value === "function" || typeof value === "object");
  for (const [option] of typed)
    for (const value of [null, 5, "x", true])
      expect(() => call({ ...valid, [option]: value }), `${option}: ${value}`).toThrow(/[Ee]xpected/);
});

test.each([
  ["apiKeys", apiKeys, ["format", "store", "keys", "refusals"]],
  ["rateLimit", rateLimit, ["windows", "exceeded"]],
  ["credits", credits, ["store", "balances", "insufficient"]],
  ["storageQuota", storageQuota, ["store", "balances", "full"]],
  ["idempotency", idempotency, ["store", "records", "refusals"]],
] as readonly [string, (options: any) => unknown, readonly string[]][])(
  "%s names a missing option",
  (name, call, required) => {
    const valid = functions.find(([each]) => each === name)?.[2];
    for (const option of required)
      expect(() => call({ ...valid, [option]: undefined })).toThrow(`Expected ${name}: ${option} to be`);
  },
);

test.each([Number.NaN, Infinity, -1, 0.5, "5", "", null, true])("apiKeys rejects the cacheTtlMs %j", (cacheTtlMs) => {
  expect(() => newKeys({ cacheTtlMs })).toThrow("expected cacheTtlMs to be an integer from 0 to");
});

test.each([{ algorithm: "sliding" }, { algorithm: null }, { shadow: "yes" }, { windowMs: 5 }])(
  "rateLimit rejects a policy with %j",
  (more) => {
    const policies = [{ name: "minute", limit: 1, windowSec: 60, ...more }];
    expect(() => newLimit({ policies })).toThrow(/^Expected .*rateLimit: policy "minute"/);
  },
);

test.each([Number.NaN, Infinity, -1, 0, 0.5, "5", 2 ** 31])(
  "numeric options of the stores are rejected for %j",
  async (value) => {
    const migrations: readonly never[] = [];
    const number = value as number;
    await expect(openSqlite({ path: ":memory:", migrations, waitTimeoutMs: number })).rejects.toThrow(
      /Expected openSqlite: waitTimeoutMs to be an integer from 1 to 2147483647/,
    );
    for (const name of ["commandTimeoutMs", "idleInTransactionMs", "maxConnections"])
      await expect(openPostgres({ url, migrations, [name]: number })).rejects.toThrow(
        `Expected openPostgres: ${name} to be an`,
      );
  },
);

test.each(["", " ", undefined])("openSqlite rejects the path %j", async (path) => {
  await expect(openSqlite({ path: path as string, migrations: [] })).rejects.toThrow(/path to be the path of a file/);
});

test.each([
  "",
  " ",
  "10.0.0.0/8/",
  "10.0.0.0/",
  "10.0.0.0/ 8",
  " 10.0.0.0/8",
  "10.0.0.0/-1",
  "10.0.0.0/33",
  "10.0.0.0/8.5",
  "10.0.0/8",
  "fd00::/129",
  "localhost",
  "010.0.0.1",
  "10.0.0.1/08",
])("clientAddress rejects the trusted proxy %j", (proxy) => {
  expect(() => clientAddress({ trustedProxies: [proxy] })).toThrow(/expected an IP address or a CIDR range/);
});
