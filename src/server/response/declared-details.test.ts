import { IntlMessageFormat } from "intl-messageformat";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { type AnyContract, type AnyFactory, contract, type Json } from "../../contract/index.ts";
import { builtInEnvelopes } from "../../envelope/index.ts";
import { type BoundaryOptions, boundary, type Occurrence } from "../index.ts";

const person = z.object({ name: z.string() });
const base = { kind: "invalid_state", when: "The state is wrong.", message: "Invalid." } as const;
const createApi = (envelope: Json = { code: "$code", message: "$message", details: "$details?" }) =>
  contract({
    name: "shop",
    version: "1.0.0",
    envelope,
    errors: {
      STRIP: { ...base, message: "{id} is invalid.", details: z.object({ id: z.string() }) },
      NESTED: { ...base, message: "{owner} is invalid.", details: z.object({ owner: person, list: z.array(person) }) },
      HEADER: {
        ...base,
        details: z.object({ owner: person, id: z.string() }),
        headers: { "X-Owner": "{owner}", "X-Id": "id-{id}" },
      },
      PLURAL: {
        ...base,
        message: "{count, plural, one {# file} other {# files}} of {owner}",
        details: z.object({ count: z.number(), owner: z.string() }),
      },
      DATA: { ...base, details: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } },
      ANY: { ...base, details: z.looseObject({}) },
      FIELDS: { ...base, details: z.object({ errors: z.array(z.object({ field: z.string(), message: z.string() })) }) },
      MASKED: { ...base, kind: "not_found", masks: ["another tenant's", "deleted"] },
      BARE: base,
    },
  });

/** Formats the plural; throws when a value is missing, like intl-messageformat. */
const formatter = (message: string, locale: string) => {
  const format = new IntlMessageFormat(message, locale);
  return (details: unknown) => String(format.format(details as Record<string, string>));
};
const row = { id: "5", email: "a@b", passwordHash: "x" };

async function send(api: AnyContract, thrown: () => unknown, options: BoundaryOptions = {}, accept = "*/*") {
  const occurrences: Occurrence[] = [];
  const response = await boundary(api, { record: (each) => occurrences.push(each), formatter, ...options }).handle(
    new Request("http://x/", { headers: { accept, "x-request-id": "request-1" } }),
    () => {
      throw thrown();
    },
  );
  return {
    status: response.status,
    headers: response.headers,
    body: await response.text(),
    occurrence: occurrences[0],
  };
}
const raise = (api: { error: object }, code: string, details?: unknown) => (): unknown =>
  (api.error as Record<string, AnyFactory>)[code]?.(details);

beforeEach(() => {
  vi.stubEnv("NODE_ENV", "production");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe("in production", () => {
  test("only declared details are sent, and the names of the others are recorded", async () => {
    const api = createApi();
    const { status, body, occurrence } = await send(api, raise(api, "STRIP", row));
    expect(status).toBe(409);
    expect(body).toBe('{"code":"STRIP","message":"5 is invalid.","details":{"id":"5"}}');
    expect(occurrence).toMatchObject({ code: "STRIP", omittedDetails: ["email", "passwordHash"], note: undefined });
    expect(JSON.stringify(occurrence)).not.toContain("a@b");
  });

  test("the same holds at the top level of problem+json", async () => {
    const api = createApi();
    const { body } = await send(api, raise(api, "STRIP", row), {}, "application/problem+json");
    expect(JSON.parse(body)).toMatchObject({ code: "STRIP", id: "5" });
    expect(body).not.toMatch(/email|passwordHash|a@b/);
  });

  test.each(Object.keys(builtInEnvelopes))("the same holds in the envelope %s, at every depth", async (envelope) => {
    const api = createApi(envelope);
    const secret = { email: "a@b", passwordHash: "x" };
    const item = { field: "name", message: "Required.", ...secret };
    const cases = [
      ["STRIP", row, ["email", "passwordHash"]],
      ["DATA", row, ["email", "passwordHash"]],
      ["NESTED", { owner: { name: "A", ...secret }, list: [{ name: "B", ...secret }] }, undefined],
      ["FIELDS", { errors: [item], ...secret }, undefined],
      ["BARE", row, ["id", "email", "passwordHash"]],
    ] as const;
    for (const [code, details, omitted] of cases)
      for (const accept of ["*/*", "application/problem+json"]) {
        const { status, body, headers, occurrence } = await send(api, raise(api, code, details), {}, accept);
        expect(status).toBe(409);
        const sent =
          Buffer.from(body, "base64").toString("latin1") + decodedStrings(body) + JSON.stringify([...headers]);
        expect(sent).not.toMatch(/email|passwordHash|a@b/);
        if (omitted !== undefined) expect(occurrence?.omittedDetails).toEqual(omitted);
      }
  });

  test("text in the place of declared objects is not sent, and its place is recorded", async () => {
    const api = createApi();
    const whole = await send(api, raise(api, "STRIP", "a@b"), {}, "application/problem+json");
    expect(whole.body).not.toContain("a@b");
    expect(whole.occurrence).toMatchObject({ omittedDetails: [""], note: undefined });
    const { body, occurrence } = await send(api, raise(api, "NESTED", { owner: "a@b", list: ["a@b"] }));
    expect(body).toBe('{"code":"NESTED","message":"… is invalid.","details":{"list":[null]}}');
    expect(occurrence).toMatchObject({ omittedDetails: ["owner", "list.0"], note: undefined });
  });

  test("nested members are removed from messages and headers too", async () => {
    const api = createApi();
    const owner = { name: "A", passwordHash: "x" };
    const nested = await send(api, raise(api, "NESTED", { owner, list: [] }));
    expect(nested.body).toBe(
      '{"code":"NESTED","message":"{\\"name\\":\\"A\\"} is invalid.","details":{"owner":{"name":"A"},"list":[]}}',
    );
    const header = await send(api, raise(api, "HEADER", { owner, id: "5" }));
    expect(header.headers.get("x-owner")).toBe('{"name":"A"}');
    expect(header.headers.get("x-id")).toBe("id-5");
  });

  test("details of a masked code change nothing", async () => {
    const api = createApi();
    const bare = await send(api, raise(api, "MASKED"));
    const leaky = await send(api, raise(api, "MASKED", { owner: "tenant-2" }));
    expect(leaky.body).toBe(bare.body);
    expect([...leaky.headers]).toEqual([...bare.headers]);
    expect(leaky.occurrence?.omittedDetails).toEqual(["owner"]);
  });

  test("a missing detail never shows its placeholder", async () => {
    const api = createApi();
    expect((await send(api, raise(api, "STRIP", {}))).body).toBe(
      '{"code":"STRIP","message":"… is invalid.","details":{}}',
    );
    const header = await send(api, raise(api, "HEADER", { owner: { name: "A" } }));
    expect(header.headers.has("x-id")).toBe(false);
    expect(header.headers.get("x-owner")).toBe('{"name":"A"}');
  });

  test("a missing detail in a formatter's message keeps the documented error", async () => {
    const api = createApi();
    const sent = await send(api, raise(api, "PLURAL", { count: 1, owner: "A" }));
    expect(sent.body).toContain('"message":"1 file of A"');
    const missing = await send(api, raise(api, "PLURAL", { count: 2 }));
    expect(missing).toMatchObject({
      status: 409,
      body: '{"code":"PLURAL","message":"2 files of …","details":{"count":2}}',
    });
  });

  test("values that JSON cannot represent are left out and noted", async () => {
    const api = createApi();
    let deep: unknown = "x";
    for (let level = 0; level < 20_000; level += 1) deep = { deep };
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const throwing = {
      toJSON() {
        throw new RangeError("secret");
      },
    };
    const details = { id: "5", big: 1n, circular, throwing, function: () => "secret" };
    const { status, body, occurrence } = await send(api, raise(api, "ANY", details));
    expect({ status, body }).toEqual({
      status: 409,
      body: '{"code":"ANY","message":"Invalid.","details":{"id":"5","circular":{}}}',
    });
    expect(occurrence?.omittedDetails).toEqual(["big", "circular.self", "throwing", "function"]);
    expect(occurrence?.note).toBe(
      "details that JSON cannot represent: big (a BigInt), circular.self (a circular reference), " +
        "throwing (a value that threw RangeError when it was read), function (a function)",
    );
    const nested = await send(api, raise(api, "ANY", { id: "5", deep }));
    expect(nested.status).toBe(409);
    expect(nested.occurrence?.note).toContain("nested more than 512 levels deep");
  });
});

describe("details that are changed after the error was created", () => {
  test.each([
    ["added to", (error: { details: object }) => Object.assign(error.details, row)],
    ["replaced", (error: { details: object }) => Object.assign(error, { details: row })],
  ])("are declared members only, when they are %s", async (_name, change) => {
    for (const accept of ["*/*", "application/problem+json", "text/markdown"]) {
      const api = createApi();
      const error = api.error.STRIP({ id: "5" });
      change(error as never);
      const { status, body, occurrence } = await send(api, () => error, {}, accept);
      expect([status, /a@b|passwordHash/.test(body), body.includes("5")]).toEqual([409, false, true]);
      expect(occurrence?.omittedDetails).toEqual(["email", "passwordHash"]);
    }
  });

  test("keep the declared changes", async () => {
    const api = createApi();
    const error = api.error.STRIP({ id: "5" });
    Object.assign(error.details, { id: "6" });
    expect((await send(api, () => error)).body).toContain('"6 is invalid."');
  });

  test("of another instance of the contract are those that the boundary's instance declares", async () => {
    const api = createApi();
    const { error } = contract({
      name: "shop",
      version: "1.0.0",
      errors: { STRIP: { ...base, details: z.object({ id: z.string(), email: z.string() }) } },
    });
    const { status, body, occurrence } = await send(api, () => error.STRIP(row));
    expect([status, body.includes("a@b")]).toEqual([409, false]);
    expect(occurrence?.omittedDetails).toEqual(["passwordHash", "email"]);
  });
});

describe("checkDetails", () => {
  test("true makes undeclared details throw in production: the boundary responds with the internal error", async () => {
    const api = createApi();
    const { status, occurrence } = await send(api, raise(api, "STRIP", row), { checkDetails: true });
    expect(status).toBe(500);
    expect(String(occurrence?.cause)).toContain("ERRATA_DETAILS_UNDECLARED");
  });

  test("false sends the documented error on a runtime without process.env", async () => {
    vi.stubGlobal("process", undefined);
    try {
      const api = createApi();
      expect(raise(api, "STRIP", row)).toThrow("ERRATA_DETAILS_UNDECLARED");
      const { status, body } = await send(api, raise(api, "STRIP", row), { checkDetails: false });
      expect({ status, body }).toEqual({
        status: 409,
        body: '{"code":"STRIP","message":"5 is invalid.","details":{"id":"5"}}',
      });
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

/** The strings of a body and the base64 content of those that have any, because some envelopes encode details. */
function decodedStrings(body: string): string {
  const strings = [...body.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text);
  return strings.map((text) => text + Buffer.from(text, "base64").toString("latin1")).join("\n");
}
