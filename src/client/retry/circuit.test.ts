import { describe, expect, it } from "vitest";
import { parseError } from "../parse/index.ts";
import { changeBudget, checkCircuit, openCircuit, type RetryState, rememberPolicies } from "./circuit.ts";

const rateLimit = (headers: Record<string, string>) =>
  parseError(429, headers, '{"error":{"code":"TOO_FAST","message":"Slow down."}}');
const minute = rateLimit({ "retry-after": "60" });

describe("a circuit", () => {
  it("stops calls for the rest of the wait, in whole milliseconds", () => {
    const state: RetryState = new Map();
    openCircuit(state, "caller", ["GET /a"], rateLimit({ "retry-after": "2" }), 1_000.25, undefined);
    const stopped = checkCircuit(state, "caller", "GET /a", 1_500.75);
    expect(stopped).toMatchObject({ code: "TOO_FAST", origin: "client", sent: false, retryAfterMs: 1_499 });
    expect(checkCircuit(state, "caller", "GET /a", 3_000.25)).toBeUndefined();
    expect(checkCircuit(state, "caller", "GET /b", 1_500)).toBeUndefined();
  });

  it("stops no call if the server does not say how long to wait", () => {
    const state: RetryState = new Map();
    openCircuit(state, "caller", ["GET /a"], rateLimit({}), 0, undefined);
    expect(checkCircuit(state, "caller", "GET /a", 1)).toBeUndefined();
  });

  it("lets calls ask again after maxWaitMs", () => {
    const state: RetryState = new Map();
    openCircuit(state, "caller", ["GET /a"], minute, 0, undefined);
    expect(checkCircuit(state, "caller", "GET /a", 19_999)).toBeDefined();
    expect(checkCircuit(state, "caller", "GET /a", 20_000)).toBeUndefined();
    expect(checkCircuit(state, "caller", "GET /a", 500, 500)).toBeUndefined();
  });

  it("covers the whole credential only if the contract says so", () => {
    const metadata = { codes: { TOO_FAST: { kind: "rate_limited", limitScope: "credential" } }, kinds: {} } as const;
    const state: RetryState = new Map();
    openCircuit(state, "caller", ["GET /a"], minute, 0, metadata);
    expect(checkCircuit(state, "caller", "POST /b", 1)).toBeDefined();
  });
});

describe("rememberPolicies", () => {
  it.each([
    ['"a";r=0;t=30', ['"a"']],
    ['"a"; t=30; r=0', ['"a"']],
    ['"a";r=5;t=30, "b";r=0;t=60', ['"b"']],
    ['"a;r=0";r=5;t=30', []],
    ['"a";r=10;t=30', []],
    ['"a";r=0;t=30, "b";r=0;t=60', ['"a"', '"b"']],
    ['"a";r=0;t=30;pk=:YQ==:', ['"a";pk=:YQ==:']],
    ["limit=100, remaining=0, reset=50", []],
    ["", []],
  ])("returns the exhausted policy of RateLimit: %s", (ratelimit, exhausted) => {
    expect([...rememberPolicies(new Map(), "caller", "GET /a", { ratelimit })]).toEqual(exhausted);
  });

  it("lets the circuit of a policy stop every operation under it", () => {
    const state: RetryState = new Map();
    rememberPolicies(state, "caller", "GET /a", { ratelimit: '"account";r=3;t=30' });
    rememberPolicies(state, "caller", "GET /b", { ratelimit: '"other";r=3;t=30' });
    const exhausted = rememberPolicies(state, "caller", "POST /c", { ratelimit: '"account";r=0;t=30' });
    openCircuit(state, "caller", ["POST /c", ...exhausted], minute, 0, undefined);
    expect(
      ["GET /a", "POST /c", "GET /b", "GET /d"].map((name) => checkCircuit(state, "caller", name, 1) !== undefined),
    ).toEqual([true, true, false, false]);
  });

  it("remembers every policy of an operation", () => {
    const state: RetryState = new Map();
    rememberPolicies(state, "caller", "GET /a", { ratelimit: '"burst";r=5;t=1, "daily";r=9;t=60' });
    const exhausted = rememberPolicies(state, "caller", "GET /b", { ratelimit: '"burst";r=4;t=1, "daily";r=0;t=60' });
    openCircuit(state, "caller", ["GET /b", ...exhausted], minute, 0, undefined);
    expect(checkCircuit(state, "caller", "GET /a", 1)).toBeDefined();
  });

  it("treats a policy with another partition key as another limit", () => {
    const state: RetryState = new Map();
    rememberPolicies(state, "caller", "GET /a", { ratelimit: '"m";r=5;t=60;pk=:Yg==:' });
    const exhausted = rememberPolicies(state, "caller", "GET /b", { ratelimit: '"m";r=0;t=60;pk=:YQ==:' });
    openCircuit(state, "caller", ["GET /b", ...exhausted], minute, 0, undefined);
    expect(checkCircuit(state, "caller", "GET /a", 1)).toBeUndefined();
  });
});

it("remembers at most 5,000 results and drops the least recent", () => {
  const state: RetryState = new Map();
  for (let index = 0; index < 6_000; index += 1) {
    changeBudget(state, `caller ${index}`, -14);
    if (index % 1_000 === 0) changeBudget(state, "caller 0", 1);
    openCircuit(state, "caller 0", [`GET /${index}`], minute, 0, undefined);
  }
  expect(state.size).toBe(5_000);
  expect([state.has("caller 0"), state.has("caller 1")]).toEqual([true, false]);
});

it("stops retries of a caller whose budget is used up, and of no other", () => {
  const state: RetryState = new Map();
  const retries = Array.from({ length: 40 }, () => changeBudget(state, "a", -14));
  expect(retries.filter(Boolean)).toHaveLength(35);
  expect(changeBudget(state, "b", -14)).toBe(true);
  expect([changeBudget(state, "a", 14), changeBudget(state, "a", -14), changeBudget(state, "a", -14)]).toEqual([
    true,
    true,
    false,
  ]);
});
