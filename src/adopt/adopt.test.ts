import { contract } from "errata";
import { parseContract } from "errata/load";
import { describe, expect, test } from "vitest";
import { adopt, fillOpenStatuses } from "./index.ts";

const page = `# Shop errors

| Code | Status | When |
|---|---|---|
| ORDER_NOT_FOUND | 404 | No order has the id. |
| SOLD_OUT | 409 | No unit is left. |
`;

describe("adopt", () => {
  test("writes a contract that loads, with the line of each code", () => {
    const { yaml, errors } = adopt([{ file: "errors.md", text: page }], { name: "shop" });
    const shop = parseContract(yaml);
    expect(
      [...shop.entries.values()]
        .filter(({ condition }) => condition === undefined)
        .map(({ code, status }) => [code, status]),
    ).toEqual([
      ["ORDER_NOT_FOUND", 404],
      ["SOLD_OUT", 409],
    ]);
    expect(errors.map(({ source }) => source.line)).toEqual([5, 6]);
    expect(yaml).toContain("# errors.md:5");
  });

  test("leaves a status open that no source states, so that the contract does not load", () => {
    const { yaml, open } = adopt([{ file: "errors.md", text: page.replace("404", "") }]);
    expect(open).toMatchObject([{ code: "ORDER_NOT_FOUND", choices: [] }]);
    expect(() => parseContract(yaml)).toThrow(/STATUS_INVALID ORDER_NOT_FOUND: .*received "open"/);
    const filled = fillOpenStatuses(yaml);
    expect(filled.open).toEqual(["ORDER_NOT_FOUND"]);
    expect(filled.text).toHaveLength(yaml.length);
    expect(parseContract(filled.text).entries.get("ORDER_NOT_FOUND")?.status).toBe(404);
  });

  test("leaves a status open on which two sources disagree, and names both places", () => {
    const other = { file: "old.md", text: page.replace("409", "400") };
    const { open } = adopt([{ file: "errors.md", text: page }, other]);
    expect(open).toMatchObject([
      { code: "SOLD_OUT", choices: [409, 400], reason: "conflict: 409 (errors.md:6) or 400 (old.md:6)" },
    ]);
  });

  test("takes the statuses that a person decided", () => {
    const { yaml, open } = adopt([{ file: "errors.md", text: page.replace("404", "") }], {
      statuses: { ORDER_NOT_FOUND: 410 },
    });
    expect(open).toEqual([]);
    expect(parseContract(yaml).entries.get("ORDER_NOT_FOUND")?.status).toBe(410);
  });

  test("escapes braces and apostrophes of messages", () => {
    const text = "| Code | Status | Message |\n|---|---|---|\n| BAD_ID | 400 | It's not {id} or '{x}'. |\n";
    const shop = parseContract(adopt([{ file: "errors.md", text }]).yaml);
    expect(shop.entries.get("BAD_ID")?.format({})).toBe("It's not {id} or '{x}'.");
  });

  test("rejects sources without codes", () => {
    expect(() => adopt([{ file: "a.md", text: "# Hello\n\nNothing here." }])).toThrow(
      /expected a source that lists error codes/,
    );
    expect(() => contract({ name: "a", version: "1.0.0", errors: {} })).toThrow();
  });
});
