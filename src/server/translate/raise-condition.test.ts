import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Condition, conditions, contract } from "../../contract/index.ts";
import { boundary } from "../index.ts";
import { readJson } from "../request/index.ts";

const FieldError = z.strictObject({
  field: z.string(),
  location: z.enum(["body", "query", "path", "header", "cookie"]),
  code: z.enum([
    "required",
    "unknown_field",
    "invalid_type",
    "invalid_format",
    "not_allowed",
    "too_small",
    "too_large",
    "invalid",
  ]),
  message: z.string().min(10),
});

/** An API that reports every problem of a request with one code. */
function apiWith(details: z.ZodType, mapped: readonly Condition[]) {
  return contract({
    name: "s",
    version: "1.0.0",
    envelope: { code: "$code", details: "$details?" },
    errors: {
      INVALID: { kind: "validation_failed", status: 400, when: "It is wrong.", message: "It is wrong.", details },
      LARGE: {
        kind: "payload_too_large",
        when: "Too large.",
        message: "Too large.",
        details: details instanceof z.ZodString ? z.object({ maxBytes: z.number() }) : details,
      },
      INTERNAL: { kind: "internal", when: "x", message: "x" },
    },
    conditions: {
      ...Object.fromEntries(mapped.map((name) => [name, "INVALID"])),
      body_too_large: "LARGE",
    },
  });
}

const allConditions = (Object.keys(conditions) as Condition[]).filter((name) => name !== "internal");

async function detailsOf(body: string | null, type = "application/json", fieldErrors?: (fields: any) => unknown) {
  const api = apiWith(fieldErrors === undefined ? z.array(FieldError) : z.string(), allConditions);
  const apiBoundary = boundary(api, { maxBodyBytes: 65_536, ...(fieldErrors && { fieldErrors }) });
  const request = new Request("http://x/", { method: "POST", body, headers: { "content-type": type } });
  const response = await apiBoundary.handle(request, async (limited) =>
    Response.json(await readJson(limited, { maxBytes: 65_536 })),
  );
  const { details } = (await response.json()) as { details: unknown };
  return details;
}

describe("a code whose details are field errors", () => {
  test.each([
    ['{"password":"hunter2",\n"x": oops}', "body", "invalid_format", "The body is not valid JSON at line 2, column 6."],
    ["", "body", "invalid_format", "The body is empty; expected JSON."],
    ["x".repeat(70_000), "body", "too_large", "The body must not exceed 65536 bytes."],
  ])("describes the problem of the body %.20s", async (body, location, code, message) => {
    expect(await detailsOf(body)).toEqual([{ field: location, location, code, message }]);
  });

  test("describes a wrong Content-Type", async () => {
    expect(await detailsOf("{}", "text/plain")).toEqual([
      {
        field: "content-type",
        location: "header",
        code: "not_allowed",
        message: "The Content-Type must be JSON in UTF-8.",
      },
    ]);
  });

  test("is shaped by the option `fieldErrors`", async () => {
    const shape = (fields: readonly { message: string }[]) => fields.map(({ message }) => message).join(" ");
    expect(await detailsOf("", "application/json", shape)).toBe("The body is empty; expected JSON.");
  });

  test.each([
    ["a list", z.array(FieldError)],
    ["an object with one list", z.object({ errors: z.array(FieldError).min(1), position: z.number().optional() })],
  ])("fits every condition if the details are %s", (_name, details) => {
    const { raise } = boundary(apiWith(details, allConditions));
    for (const condition of allConditions)
      expect(raise(condition).code).toBe(condition === "body_too_large" ? "LARGE" : "INVALID");
  });
});

test("details with an array of something else contain the values of that name", () => {
  const api = contract({
    name: "s",
    version: "1.0.0",
    errors: {
      WRONG_METHOD: {
        kind: "method_not_allowed",
        when: "x",
        message: "x",
        details: z.object({ allow: z.array(z.string()) }),
      },
    },
    conditions: { method_not_allowed: "WRONG_METHOD" },
  });
  const { details } = boundary(api).raise("method_not_allowed", { allow: ["GET"], method: "PUT" });
  expect(details).toEqual({ allow: ["GET"] });
});

test("the built-in codes of conditions report position, size, accepted types and methods", async () => {
  const api = contract({
    name: "s",
    version: "1.0.0",
    envelope: { code: "$code", details: "$details?" },
    errors: { GONE: { kind: "not_found", when: "x", message: "x" } },
    operations: { "POST /things": [] },
  });
  const apiBoundary = boundary(api, { maxBodyBytes: 100 });
  const send = async (body: string, method = "POST", type = "application/json") => {
    const init = { method, body, headers: { "content-type": type } };
    const response = await apiBoundary.handle(new Request("http://x/things", init), async (request) =>
      Response.json(await request.json()),
    );
    return await response.json();
  };
  expect(await send("{bad")).toEqual({
    code: "MALFORMED_BODY",
    details: { problem: "The body is not valid JSON at line 1, column 2.", line: 1, column: 2, position: 1 },
  });
  expect(await send("")).toEqual({
    code: "MALFORMED_BODY",
    details: { problem: "The body is empty; expected JSON.", position: 0 },
  });
  expect(await send("x".repeat(101))).toEqual({ code: "BODY_TOO_LARGE", details: { maxBytes: 100 } });
  expect(await send("{}", "POST", "text/plain")).toEqual({
    code: "UNSUPPORTED_MEDIA_TYPE",
    details: { accepted: ["application/json"] },
  });
  expect(await send("{}", "PUT")).toEqual({ code: "METHOD_NOT_ALLOWED", details: { allow: ["OPTIONS", "POST"] } });
  expect(apiBoundary.raise("malformed_body").details).toBeUndefined();
});
