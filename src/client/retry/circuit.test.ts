import { describe, expect, it } from "vitest";
import { parseError } from "../parse/index.ts";
import {
  type CallerState,
  checkCircuit,
  openCircuit,
  type RetryState,
  rememberPolicy,
  stateOfCaller,
} from "./circuit.ts";

const newCaller = (): CallerState => stateOfCaller(new Map(), "caller");
const rateLimit = (headers: Record<string, string>) =>
  parseError(429, headers, '{"error":{"code":"TOO_FAST","message":"Slow down."}}');
const minute = rateLimit({ "retry-after": "60" });

describe("a circuit", () => {
  it("stops calls for the rest of the wait, in whole milliseconds", () => {
    const caller = newCaller();
    openCircuit(caller, ["GET /a"], rateLimit({ "retry-after": "2" }), 1_000.25, undefined);
    const stopped = checkCircuit(caller, "GET /a", 1_500.75);
    expect(stopped).toMatchObject({ code: "TOO_FAST", origin: "client", sent: false, retryAfterMs: 1_499 });
    expect(checkCircuit(caller, "GET /a", 3_000.25)).toBeUndefined();
    expect(checkCircuit(caller, "GET /b", 1_500)).toBeUndefined();
  });

  it("stops no call if the server does not say how long to wait", () => {
    const caller = newCaller();
    openCircuit(caller, ["GET /a"], rateLimit({}), 0, undefined);
    expect(checkCircuit(caller, "GET /a", 1)).toBeUndefined();
  });

  it("lets calls ask again after maxWaitMs", () => {
    const caller = newCaller();
    openCircuit(caller, ["GET /a"], minute, 0, undefined);
    expect(checkCircuit(caller, "GET /a", 19_999)).toBeDefined();
    expect(checkCircuit(caller, "GET /a", 20_000)).toBeUndefined();
    expect(checkCircuit(caller, "GET /a", 500, 500)).toBeUndefined();
  });

  it("covers the whole credential only if the contract says so", () => {
    const metadata = { codes: { TOO_FAST: { kind: "rate_limited", limitScope: "credential" } }, kinds: {} } as const;
    const caller = newCaller();
    openCircuit(caller, ["GET /a"], minute, 0, metadata);
    expect(checkCircuit(caller, "POST /b", 1)).toBeDefined();
  });
});

describe("rememberPolicy", () => {
  it.each([
    ['"a";r=0;t=30', ['"a"']],
    ['"a"; t=30; r=0', ['"a"']],
    ['"a";r=5;t=30, "b";r=0;t=60', ['"b"']],
    ['"a;r=0";r=5;t=30', []],
    ['"a";r=10;t=30', []],
    ["limit=100, remaining=0, reset=50", []],
    ["", []],
  ])("returns the exhausted policy of RateLimit: %s", (ratelimit, exhausted) => {
    expect([...rememberPolicy(newCaller(), "GET /a", { ratelimit })]).toEqual(exhausted);
  });

  it("lets the circuit of a policy stop every operation under it", () => {
    const caller = newCaller();
    rememberPolicy(caller, "GET /a", { ratelimit: '"account";r=3;t=30' });
    rememberPolicy(caller, "GET /b", { ratelimit: '"other";r=3;t=30' });
    const exhausted = rememberPolicy(caller, "POST /c", { ratelimit: '"account";r=0;t=30' });
    openCircuit(caller, ["POST /c", ...exhausted], minute, 0, undefined);
    expect(
      ["GET /a", "POST /c", "GET /b", "GET /d"].map((name) => checkCircuit(caller, name, 1) !== undefined),
    ).toEqual([true, true, false, false]);
  });
});

it("remembers at most 1,000 callers and drops the least recently used", () => {
  const state: RetryState = new Map();
  const first = stateOfCaller(state, "caller 0");
  for (let index = 1; index <= 1_500; index += 1) {
    stateOfCaller(state, `caller ${index}`);
    if (index % 500 === 0) expect(stateOfCaller(state, "caller 0")).toBe(first);
  }
  expect(state.size).toBe(1_000);
  expect(state.has("caller 1")).toBe(false);
});

it("remembers at most 1,000 operations of a caller", () => {
  const caller = newCaller();
  for (let index = 0; index < 1_500; index += 1) openCircuit(caller, [`GET /${index}`], minute, 0, undefined);
  expect(caller.circuits.size).toBe(1_000);
});
