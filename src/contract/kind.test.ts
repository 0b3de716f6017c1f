import { describe, expect, it } from "vitest";
import { conditions } from "./condition.ts";
import { grpcNames, isKind, type Kind, kinds, remedyActions, remedyActors } from "./kind.ts";

const table = Object.entries(kinds) as [Kind, (typeof kinds)[Kind]][];

/** Generic clients retry these without knowing the contract. */
const isRetriedByDefault = (status: number): boolean => status === 408 || status === 429 || status >= 500;

describe.each(table)("the kind %s", (kind, info) => {
  it("has a default status among the error statuses that agree with it", () => {
    expect(info.statuses[0]).toBe(info.status);
    for (const status of info.statuses) expect(status >= 400 && status <= 599).toBe(true);
    expect(new Set(info.statuses).size).toBe(info.statuses.length);
  });

  it("has a gRPC status, an action and an actor from the closed lists", () => {
    expect(grpcNames).toContain(info.grpc);
    expect(remedyActions).toContain(info.remedy.action);
    expect(remedyActors).toContain(info.remedy.actor);
    expect(info.remedy.text).toMatch(/^[A-Z].*\.$/);
  });

  it("has a status that generic clients retry only if a retry can help", () => {
    const canHelp = ["backoff", "after_delay", "after_reset"].includes(info.retry);
    // HTTP has no other status for an unknown method, although a retry does not help.
    if (kind !== "not_implemented") expect(info.statuses.filter(isRetriedByDefault).length > 0).toBe(canHelp);
  });

  it("asks for a wait or a retry only if it can be retried, and is never charged", () => {
    if (["wait", "retry"].includes(info.remedy.action)) expect(info.retry).not.toBe("never");
    expect(info.charged).toBe("never");
  });

  it("leaves the effect unknown only if work may have begun", () => {
    expect(info.effect === "unknown").toBe(["cancelled", "timeout", "internal", "dependency_failed"].includes(kind));
  });
});

describe.each(Object.entries(conditions))("the condition %s", (_, { status, kind, code, effect }) => {
  it("has a status that agrees with its kind", () => {
    expect(kinds[kind].statuses).toContain(status);
  });

  it("has a unique code in capitals", () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(Object.values(conditions).filter((other) => other.code === code)).toHaveLength(1);
  });

  it("has no effect if the request was never complete", () => {
    if (status === 408) expect(effect).toBe("none");
  });
});

describe("isKind", () => {
  it("rejects members of Object.prototype", () => {
    expect(isKind("not_found")).toBe(true);
    for (const name of ["toString", "constructor", "__proto__", ""]) expect(isKind(name)).toBe(false);
  });
});
