import { describe, expect, it } from "vitest";
import { contract, unify } from "./index.ts";
import { soundDefinition } from "./testing/sound-definition.ts";

const { unified: _, ...several } = soundDefinition;
const original = contract(several as any);

describe("unify", () => {
  it("returns the same contract as `unified` in the definition", () => {
    const declared = contract({ ...several, unified: "worker" } as any);
    const unified = unify(original, "worker");
    expect(unified.unified).toBe("worker");
    expect(unified.toJSON()).toEqual(declared.toJSON());
    expect(contract(JSON.parse(JSON.stringify(unified))).unified).toBe("worker");
    expect(original.unified).toBeUndefined();
    expect(original.toJSON()).not.toHaveProperty("unified");
  });

  it("shares the errors of the original, so that each can render the errors of the other", () => {
    const unified = unify(original, "worker");
    expect(unified.entries).toBe(original.entries);
    expect(unified.error).toBe(original.error);
  });
});
