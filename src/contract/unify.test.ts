import { describe, expect, it } from "vitest";
import { contract, unify } from "./index.ts";
import { soundDefinition } from "./testing/sound-definition.ts";

const { unified: _, ...several } = soundDefinition;
const house = contract(several as any);

describe("a contract that is unified later", () => {
  it("is the contract whose definition says so", () => {
    const said = contract({ ...several, unified: "worker" } as any);
    const made = unify(house, "worker");
    expect(made.unified).toBe("worker");
    expect(made.toJSON()).toEqual(said.toJSON());
    expect(contract(JSON.parse(JSON.stringify(made))).unified).toBe("worker");
    expect(house.unified).toBeUndefined();
    expect(house.toJSON()).not.toHaveProperty("unified");
  });

  it("has the same errors, so that what is thrown by one is an error of the other", () => {
    const made = unify(house, "worker");
    expect(made.entries).toBe(house.entries);
    expect(made.error).toBe(house.error);
  });
});
