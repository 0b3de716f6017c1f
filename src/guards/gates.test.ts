import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiError, contract } from "../contract/index.ts";
import { hasScope, planGate, scopeGate, trialGate } from "./gates.ts";

const api = contract({
  name: "gates",
  version: "1.0.0",
  errors: {
    CANNOT_SELL: { kind: "feature_not_entitled", when: "The tier does not permit selling.", message: "Upgrade." },
    PLAN_REQUIRED: {
      kind: "feature_not_entitled",
      when: "The plan lacks the feature.",
      message: "{feature} is not part of {plan}.",
      details: z.object({ feature: z.string(), plan: z.string(), plansAllowed: z.array(z.string()) }),
    },
    USAGE_LIMIT: {
      kind: "quota_exceeded",
      when: "The plan's limit is reached.",
      message: "Limit {limit} reached.",
      details: z.object({ limit: z.number(), used: z.number(), requested: z.number() }),
    },
    TRIAL_EXPIRED: { kind: "account_restricted", when: "The trial ended.", message: "Trial expired." },
    SCOPE_MISSING: {
      kind: "permission_denied",
      when: "The key lacks the scope.",
      message: "Needs {requiredScope}.",
      details: z.object({ requiredScope: z.string() }),
    },
  },
});
const { error } = api;
const gate = planGate({
  plans: [
    { name: "free", features: { seats: 1 } },
    { name: "pro", features: { seats: 10, batch: true } },
    { name: "scale", features: { seats: Number.POSITIVE_INFINITY, batch: true, sell: true } },
  ],
  denied: error.PLAN_REQUIRED,
  exceeded: error.USAGE_LIMIT,
});

function refusal(work: () => void): ApiError | undefined {
  try {
    work();
  } catch (thrown) {
    return thrown as ApiError;
  }
  return undefined;
}

describe("planGate", () => {
  it("allows the features of a plan, and reports the plans that include a refused one", () => {
    expect(refusal(() => gate.feature({ plan: "pro" }, "batch"))).toBeUndefined();
    expect(refusal(() => gate.feature({ plan: "free" }, "batch"))?.details).toEqual({
      feature: "batch",
      plan: "free",
      plansAllowed: ["pro", "scale"],
    });
    expect(refusal(() => gate.feature({ plan: "pro" }, "sell"))?.code).toBe("PLAN_REQUIRED");
  });

  it("compares tiers by the order of the plans, and treats a withdrawn plan as the lowest", () => {
    expect(refusal(() => gate.tier({ plan: "scale" }, "pro"))).toBeUndefined();
    expect(refusal(() => gate.tier({ plan: "pro" }, "pro"))).toBeUndefined();
    expect(refusal(() => gate.tier({ plan: "gone" }, "free"))?.details).toMatchObject({ plan: "gone" });
    expect(() => gate.tier({ plan: "pro" }, "gold")).toThrow(/expected one of free, pro, scale.*gold/);
  });

  it("allows use up to the limit, and rejects growth only", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.integer({ min: -5, max: 30 }), (used, requested) => {
        const refused = refusal(() => gate.limit({ plan: "pro" }, "seats", used, requested));
        expect(refused !== undefined).toBe(requested > 0 && used + requested > 10);
      }),
    );
    expect(refusal(() => gate.limit({ plan: "pro" }, "seats", 10))?.details).toEqual({
      limit: 10,
      used: 10,
      requested: 1,
    });
    expect(refusal(() => gate.limit({ plan: "scale" }, "seats", 1e9))).toBeUndefined();
  });

  it("lets overrides add and remove features of the plan", () => {
    expect(refusal(() => gate.feature({ plan: "free", overrides: { batch: true } }, "batch"))).toBeUndefined();
    expect(refusal(() => gate.feature({ plan: "pro", overrides: { batch: false } }, "batch"))?.code).toBe(
      "PLAN_REQUIRED",
    );
    expect(refusal(() => gate.limit({ plan: "pro", overrides: { seats: 11 } }, "seats", 10))).toBeUndefined();
  });

  it.each([Number.NaN, -1, "5", null, "false", {}, [], () => true])("rejects the feature %s", (value) => {
    const plans = [{ name: "free", features: { seats: value as number } }];
    expect(() => planGate({ plans, denied: error.CANNOT_SELL })).toThrow(
      "Expected planGate: feature seats to be true, false or a number of 0 or more, received ",
    );
    const overrides = { seats: value as number };
    expect(() => gate.feature({ plan: "pro", overrides }, "seats")).toThrow(TypeError);
  });

  it.each([null, undefined, true, "4", Number.NaN, Number.POSITIVE_INFINITY, -100, []])(
    "rejects a use of %s",
    (used) => {
      expect(() => gate.limit({ plan: "pro" }, "seats", used as number)).toThrow(
        "Expected planGate: used to be a number",
      );
    },
  );

  it.each([null, true, "4", Number.NaN, 0.5, []])("rejects a request for %s", (requested) => {
    expect(() => gate.limit({ plan: "pro" }, "seats", 1, requested as number)).toThrow(
      "Expected planGate: requested to be an integer",
    );
  });

  it("ignores names of Object.prototype", () => {
    expect(refusal(() => gate.feature({ plan: "pro" }, "constructor"))?.code).toBe("PLAN_REQUIRED");
    expect(refusal(() => gate.feature({ plan: "pro" }, "__proto__"))?.code).toBe("PLAN_REQUIRED");
  });

  it("throws a code without details if the contract declares none", () => {
    const bare = planGate({ plans: [{ name: "free", features: {} }], denied: error.CANNOT_SELL });
    expect(refusal(() => bare.feature({ plan: "free" }, "sell"))?.details).toBeUndefined();
  });
});

describe("trialGate", () => {
  it.each([undefined, Number.NaN, "2027-01-01", {}])("rejects the end %s", (endsAt) => {
    const check = trialGate({ expired: error.TRIAL_EXPIRED });
    expect(() => check(endsAt as number)).toThrow("Expected trialGate: endsAt to be milliseconds since 1970, or null");
  });

  it("throws `expired` from the millisecond at which the trial ends", () => {
    let now = 999;
    const check = trialGate({ expired: error.TRIAL_EXPIRED, clock: () => now });
    expect(refusal(() => check(1_000))).toBeUndefined();
    now = 1_000;
    expect(refusal(() => check(1_000))?.code).toBe("TRIAL_EXPIRED");
    expect(refusal(() => check(null))).toBeUndefined();
  });
});

describe("scopeGate", () => {
  it("accepts the scope, its wildcard and `*`, and no scope that only shares a prefix", () => {
    const check = scopeGate(error.SCOPE_MISSING);
    const isRefused = (scopes: string[], needed: string): boolean =>
      refusal(() => check({ scopes }, needed)) !== undefined;
    expect(isRefused(["studies:read"], "studies:read")).toBe(false);
    expect(isRefused(["studies:*"], "studies:read")).toBe(false);
    expect(isRefused(["*"], "studies:read")).toBe(false);
    expect(isRefused(["studies"], "studies:read")).toBe(true);
    expect(isRefused(["studies:r"], "studies:read")).toBe(true);
    expect(isRefused(["stud:*"], "studies:read")).toBe(true);
    expect(isRefused([], "studies:read")).toBe(true);
    expect([hasScope(["studies:*"], "studies:read"), hasScope(["studies:r"], "studies:read")]).toEqual([true, false]);
    expect(refusal(() => check({ scopes: [] }, "studies:read"))?.details).toEqual({ requiredScope: "studies:read" });
  });
});
