import { describe, expect, it } from "vitest";
import { onEveryEngine } from "../../testing/running-vision.ts";
import { type Condition, type Findings, isMet } from "./condition.ts";
import { evaluateRule } from "./rule.ts";

const findings: Findings = {
  measured: {
    ...{ width: 640, height: 480, megapixels: 0.307, orientation: "landscape", frames: 1, isOpaque: true },
    ...{ brightness: 0.5, contrast: 0.2, sharpness: 120, saturation: 0.4 },
    dominantColours: [{ hex: "#d01010", name: "red", share: 0.6 }],
  },
  observation: { labels: ["stop sign"], text: "STOP here" },
};

describe("a condition", () => {
  it.each<[Condition, boolean]>([
    [{ fact: "width", is: "at_least", value: 640 }, true],
    [{ fact: "width", is: "at_most", value: 639 }, false],
    [{ fact: "sharpness", is: "at_least", value: 120.1 }, false],
    [{ fact: "brightness", is: "at_most", value: 0.5 }, true],
    [{ fact: "orientation", is: "equal", value: "landscape" }, true],
    [{ fact: "orientation", is: "not_equal", value: "landscape" }, false],
    [{ fact: "dominantColours", is: "including", value: "red" }, true],
    [{ fact: "dominantColours", is: "excluding", value: "blue" }, true],
    [{ fact: "labels", is: "including", value: "Stop Sign" }, true],
    [{ fact: "labels", is: "including", value: "stop" }, false],
    [{ fact: "text", is: "including", value: "stop" }, true],
    [{ fact: "text", is: "excluding", value: "here" }, false],
  ])("%j is met: %s", (condition, expected) => {
    expect(isMet(condition, findings)).toBe(expected);
  });

  it("is combined with the others by all or by any", () => {
    const conditions = JSON.stringify([
      { fact: "width", is: "at_least", value: 640 },
      { fact: "width", is: "at_least", value: 641 },
    ]);
    const row = { id: "rul_1", name: "Wide", conditions, created_at: 0, updated_at: 0 };
    const result = { ruleId: "rul_1", name: "Wide", conditions: [true, false] };
    expect(evaluateRule({ ...row, matching: "all" }, findings)).toEqual({ ...result, passed: false });
    expect(evaluateRule({ ...row, matching: "any" }, findings)).toEqual({ ...result, passed: true });
  });
});

describe("rules and extraction schemas", () => {
  const rule = { name: "Wide", match: "any", conditions: [{ fact: "width", is: "at_least", value: 100 }] };
  const schema = { name: "Size", fields: [{ name: "width", type: "number", description: "" }] };

  onEveryEngine()((running) => {
    it.each([
      ["rules", rule, { ...rule, name: "Other", match: "all" }],
      ["schemas", schema, { ...schema, name: "Other" }],
    ])("%s can be created, read, listed, replaced and deleted", async (name, first, second) => {
      const account = await running().openAccount();
      const created = await account.post(`/v1/${name}`, first);
      expect([created.status, created.json]).toEqual([201, expect.objectContaining(first)]);
      const path = `/v1/${name}/${created.json.id}`;
      expect((await account.get(path)).json).toEqual(created.json);
      running().advance(1_000);
      const replaced = await account.put(path, second);
      expect(replaced.json).toMatchObject({ ...second, id: created.json.id, createdAt: created.json.createdAt });
      expect(replaced.json.updatedAt > created.json.updatedAt).toBe(true);
      const other = (await account.post(`/v1/${name}`, first)).json;
      expect((await account.get(`/v1/${name}`)).json).toEqual({ items: [other, replaced.json], nextCursor: null });
      const deleted = await account.delete(path);
      expect([deleted.status, deleted.text]).toEqual([204, ""]);
      expect((await account.get(path)).status).toBe(404);
    });
  });
});
