import { describe, expect, it } from "vitest";
import { conditions } from "./condition.ts";
import { grpcNames } from "./grpc-names.ts";
import { isKind, type Kind, kinds } from "./kind.ts";
import { remedyActions, remedyActors } from "./remedy.ts";

const table = Object.entries(kinds) as [Kind, (typeof kinds)[Kind]][];

/** What generic clients send again by themselves. */
const isRetriedBlindly = (status: number): boolean => status === 408 || status === 429 || status >= 500;

describe.each(table)("the kind %s", (kind, facts) => {
  it("has a default status among those that agree with it, all of them of errors", () => {
    expect(facts.statuses[0]).toBe(facts.status);
    for (const status of facts.statuses) expect(status >= 400 && status <= 599).toBe(true);
    expect(new Set(facts.statuses).size).toBe(facts.statuses.length);
  });

  it("has a gRPC status, an action and an actor of the closed lists", () => {
    expect(grpcNames).toContain(facts.grpc);
    expect(remedyActions).toContain(facts.remedy.action);
    expect(remedyActors).toContain(facts.remedy.actor);
    expect(facts.remedy.text).toMatch(/^[A-Z].*\.$/);
  });

  it("has a status that generic clients retry only if a retry can cure it", () => {
    const curable = ["backoff", "after_delay", "after_reset"].includes(facts.retry);
    // A method that the server does not know stays unknown, and HTTP has no other status for it.
    if (kind !== "not_implemented") expect(facts.statuses.filter(isRetriedBlindly).length > 0).toBe(curable);
  });

  it("asks for a wait or a retry only where the retry says so, and never costs money", () => {
    if (["wait", "retry"].includes(facts.remedy.action)) expect(facts.retry).not.toBe("never");
    expect(facts.charged).toBe("never");
  });

  it("leaves the effect open only where work may have begun", () => {
    expect(facts.effect === "unknown").toBe(["cancelled", "timeout", "internal", "dependency_failed"].includes(kind));
  });
});

describe.each(Object.entries(conditions))("the condition %s", (_, { status, kind, code, effect }) => {
  it("has a status that agrees with its kind", () => {
    expect(kinds[kind].statuses).toContain(status);
  });

  it("has a code of its own, in capitals", () => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(Object.values(conditions).filter((other) => other.code === code)).toHaveLength(1);
  });

  it("had no effect when the request never arrived whole", () => {
    if (status === 408) expect(effect).toBe("none");
  });
});

describe("isKind", () => {
  it("is not fooled by members of every object", () => {
    expect(isKind("not_found")).toBe(true);
    for (const name of ["toString", "constructor", "__proto__", ""]) expect(isKind(name)).toBe(false);
  });
});
