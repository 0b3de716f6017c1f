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

describe("examples of bodies", () => {
  const table =
    "# Errors\n\n| Code | Status | When |\n|---|---|---|\n| SOLD_OUT | 409 | No unit is left. `details` includes `missingUnits` and `wantedCount`. |\n\n";
  const withBody = (body: object): ReturnType<typeof parseContract> =>
    parseContract(adopt([{ file: "errors.md", text: `${table}\`\`\`json\n${JSON.stringify(body)}\n\`\`\`\n` }]).yaml);

  test("name a built-in envelope, and give the message and the types of the details", () => {
    const shop = withBody({
      success: false,
      error: { code: "SOLD_OUT", message: "Sold out.", details: { missingUnits: 3 } },
    });
    expect(shop.toJSON()).toMatchObject({ envelope: "success-error" });
    const entry = shop.entries.get("SOLD_OUT");
    expect(entry?.message).toBe("Sold out.");
    expect(entry?.details).toMatchObject({
      properties: { missingUnits: { type: "number" }, wantedCount: { type: "number" } },
    });
  });

  test("have titles of their own and members that are always null", () => {
    const problem = {
      type: "about:blank",
      title: "Sold out",
      status: 409,
      detail: "No unit is left.",
      code: "SOLD_OUT",
    };
    expect(withBody(problem).toJSON()).toMatchObject({ envelope: "problem+json" });
    const graphql = { errors: [{ message: "No unit is left.", extensions: { code: "SOLD_OUT" } }], data: null };
    expect(withBody(graphql).toJSON()).toMatchObject({ envelope: "graphql" });
  });

  test("become a template if no built-in envelope fits", () => {
    const shop = withBody({
      ok: false,
      problem: { code: "SOLD_OUT", text: { message: "Sold out." }, status: 409 },
      trace_id: "a1",
    });
    expect(shop.toJSON()).toMatchObject({
      envelope: {
        ok: false,
        problem: { code: "$code", text: { message: "$message" }, status: "$status" },
        trace_id: "$requestId?",
      },
    });
  });

  test("give a code its own envelope if it has another one than most", () => {
    const bodies = [
      { error: { code: "SOLD_OUT", message: "Sold out.", details: {} }, request_id: "1" },
      { error: { code: "SOLD_OUT", message: "Sold out.", details: {} }, request_id: "2" },
      { detail: { code: "BAD_LIMIT", message: "Bad limit.", field: "limit" } },
    ];
    const listings = bodies.map((body) => `\`\`\`json\n${JSON.stringify(body)}\n\`\`\`\n`).join("\n");
    const { yaml } = adopt([{ file: "errors.md", text: table + listings }]);
    const shop = parseContract(fillOpenStatuses(yaml).text);
    expect(shop.toJSON()).toMatchObject({
      envelope: "nested",
      errors: { BAD_LIMIT: { envelope: "fastapi-structured" } },
    });
  });
});

test("chooses a code for a condition that several codes fit, and reports it", () => {
  const text = "# Errors\n\n| Code | Status |\n|---|---|\n| VALIDATION_ERROR | 400 |\n| VALIDATION_FAILED | 422 |\n";
  const { yaml, repairs } = adopt([{ file: "errors.md", text }]);
  expect(repairs).toEqual([{ code: "VALIDATION_ERROR", text: expect.stringContaining("condition invalid_request") }]);
  expect(parseContract(yaml).codes).toContain("VALIDATION_ERROR");
});

test("keeps published codes that are numbers or have spaces or slashes", () => {
  const text =
    "# Errors\n\n| Error code | Status |\n|---|---|\n| `40142` | 401 |\n| `no such shelf` | 404 |\n| `auth/bad-card` | 403 |\n";
  expect(parseContract(adopt([{ file: "errors.md", text }]).yaml).codes).toEqual(
    expect.arrayContaining(["40142", "no such shelf", "auth/bad-card"]),
  );
});

test("reads bounds with their units", () => {
  const text =
    "# Errors\n\n| Code | Status | When |\n|---|---|---|\n| RATE_LIMITED | 429 | More than 120 requests/minute. |\n| FILE_TOO_LARGE | 413 | The file exceeds 25 MB. |\n";
  expect(parseContract(adopt([{ file: "errors.md", text }]).yaml).toJSON()).toMatchObject({
    limits: { requestsPerMinute: 120, fileTooLargeMB: 25 },
  });
});

test("leaves out programs in languages that it does not read, instead of taking their lines for cells", () => {
  const errors = ["book-lent", "no-card"].map(
    (code) => `type E =\n  Error\n    409\n    "${code}"\n    "The ${code}."\n`,
  );
  const page = { file: "errors.md", text: "| Code | Status |\n|---|---|\n| NO_BOOK | 404 |" };
  const { errors: found, unread } = adopt([page, { file: "Errors.hs", text: errors.join("\n") }]);
  expect(found.map(({ code }) => code)).toEqual(["NO_BOOK"]);
  expect(unread).toMatchObject([{ text: "type E =", reason: "Programs in this language are not read." }]);
});
