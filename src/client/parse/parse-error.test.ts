import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError, contract } from "../../contract/index.ts";
import { contractMetadata } from "../contract/index.ts";
import { decide } from "../retry/index.ts";
import { parseError } from "./parse-error.ts";

const api = contract({
  name: "shelf",
  version: "1.0.0",
  docsUrl: "https://shelf.example/errors/",
  envelope: { success: false, error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    BOOK_GONE: { kind: "not_found", when: "No book has the id.", message: "Gone.", details: { type: "object" } },
    BOOK_LOST: {
      kind: "not_found",
      when: "The book was lost.",
      message: "Lost.",
      parent: "BOOK_GONE",
      retry: "after_state",
      remedy: {
        action: "contact_support",
        actor: "end_user",
        text: "Ask at the desk.",
        url: "https://shelf.example/desk",
      },
    },
    BROKE: { kind: "insufficient_credits", status: 429, when: "The balance is too low.", message: "Too little." },
    BUSY: { kind: "unavailable", when: "Too many readers.", message: "Busy." },
    INTERNAL_ERROR: { kind: "internal", when: "Anything else.", message: "Sorry." },
  },
});
const metadata = contractMetadata(api);
const body = (code: string, more = {}): string =>
  JSON.stringify({ success: false, error: { code, message: "Text.", ...more } });

describe("an error of the contract", () => {
  it("has the contract's kind, retry, effect and remedy even if its status implies others", () => {
    const error = parseError(429, {}, body("BROKE"), metadata);
    expect(error).toMatchObject({
      code: "BROKE",
      kind: "insufficient_credits",
      status: 429,
      known: true,
      origin: "api",
    });
    expect(error).toMatchObject({
      retry: "after_action",
      effect: "none",
      remedy: { action: "top_up", actor: "account_owner" },
    });
    expect(decide(error, { idempotent: true })).toBeUndefined();
  });

  it("has its own metadata where they differ from its kind, and the URL of its page", () => {
    const error = parseError(404, {}, body("BOOK_LOST"), metadata);
    expect(error).toMatchObject({
      retry: "after_state",
      parent: "BOOK_GONE",
      docsUrl: "https://shelf.example/errors/BOOK_LOST",
    });
    expect(error.remedy).toEqual({
      action: "contact_support",
      actor: "end_user",
      text: "Ask at the desk.",
      url: "https://shelf.example/desk",
    });
    expect(String(error)).toBe("BOOK_LOST - 404 - Text. - Ask at the desk. - https://shelf.example/desk");
  });

  it("is an instance of ApiError and prints only public values", () => {
    const error = parseError(
      404,
      { "x-request-id": "req-1" },
      body("BOOK_GONE", { details: { id: 7 }, secret: "s3cr3t" }),
      metadata,
    );
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toBeInstanceOf(Error);
    expect(error.entry.kind).toBe("not_found");
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "BOOK_GONE",
      kind: "not_found",
      status: 404,
      message: "Text.",
      details: { id: 7 },
    });
    expect(error.requestId).toBe("req-1");
    expect(error.body).toEqual({
      success: false,
      error: { code: "BOOK_GONE", message: "Text.", details: { id: 7 }, secret: "s3cr3t" },
    });
    for (const printed of [String(error), JSON.stringify(error), Object.keys(error).join(), inspect(error)])
      expect(printed).not.toContain("s3cr3t");
    expect(Object.keys(error)).not.toContain("body");
  });

  it("is parsed if the body has members that the envelope does not declare", () => {
    const text = JSON.stringify({
      success: false,
      request_id: "r",
      trace: [1],
      error: { code: "BOOK_GONE", message: "Text.", at: 1 },
    });
    expect(parseError(404, {}, text, metadata)).toMatchObject({ code: "BOOK_GONE", known: true, requestId: "r" });
  });
});

describe("an error that the contract does not declare", () => {
  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])(
    "is not known if its code is named like the inherited member %s",
    (code) => {
      expect(parseError(400, {}, body(code), metadata)).toMatchObject({
        code,
        known: false,
        kind: "validation_failed",
      });
    },
  );

  it("has the kind of its status, and the contract's remedy for that kind", () => {
    expect(parseError(404, {}, body("NEW_CODE"), metadata)).toMatchObject({
      code: "NEW_CODE",
      known: false,
      kind: "not_found",
    });
    expect(parseError(404, {}, body("NEW_CODE"), metadata).remedy?.action).toBe("check_id");
  });

  it("has origin edge and the code HTTP_502 if a proxy sent an HTML page", () => {
    const html = `<html><head><title>502</title></head><body>${"x".repeat(100_000)}</body></html>`;
    const error = parseError(502, {}, html, metadata);
    expect(error).toMatchObject({
      code: "HTTP_502",
      kind: "dependency_failed",
      origin: "edge",
      known: false,
      message: "HTTP 502",
    });
    expect((error.body as string).length).toBe(4096);
    expect(String(error).length).toBeLessThan(200);
  });

  it.each([
    ["empty", ""],
    ["null", "null"],
    ["a list", "[]"],
    ["cut off", '{"success":false,"error":{"code":"BOO'],
    ["compressed", "\u001f\ufffd\b\u0000\u0000"],
    ["nested 50,000 deep and cut off", "[".repeat(50_000)],
    ["nested 4,500 deep", "[".repeat(4_500) + "]".repeat(4_500)],
  ])("is judged by its status if the body is %s", (_, text) => {
    expect(parseError(503, {}, text, metadata)).toMatchObject({
      code: "HTTP_503",
      kind: "unavailable",
      status: 503,
      origin: "edge",
    });
  });

  it("has an unknown effect unless the request was rejected: a 503 with a code and a wait is a rejection, one from a proxy is not", () => {
    const effect = (status: number, headers: Record<string, string>, text: string) =>
      parseError(status, headers, text).effect;
    expect(effect(503, { "retry-after": "1" }, "<html>")).toBe("unknown");
    expect(effect(503, {}, body("OVERLOADED"))).toBe("unknown");
    expect(effect(503, { "retry-after": "1" }, body("OVERLOADED"))).toBe("none");
    expect([500, 502, 504, 408].map((status) => effect(status, {}, body("X")))).toEqual(Array(4).fill("unknown"));
    expect([400, 401, 403, 404, 409, 422, 429].map((status) => effect(status, {}, body("X")))).toEqual(
      Array(7).fill("none"),
    );
  });

  it.each(["BROKE", "BOOK_LOST"])("has no wait from its body if it cannot pass by itself, as %s", (code) => {
    const wait = (headers = {}) => parseError(402, headers, body(code, { retry_after: 2 }), metadata).retryAfterMs;
    expect([wait(), wait({ "retry-after": "3" })]).toEqual([undefined, 3_000]);
    expect(parseError(503, {}, body("BUSY", { retry_after: 2 }), metadata).retryAfterMs).toBe(2_000);
  });

  it("has retryAfterMs only from an explicit Retry-After if it is not retryable, not from RateLimit", () => {
    const wait = (status: number, headers: Record<string, string>, code = "X") =>
      parseError(status, headers, body(code), metadata).retryAfterMs;
    const limits = { ratelimit: '"minute";r=0;t=30' };
    expect([wait(422, limits), wait(404, limits, "BOOK_GONE"), wait(429, limits)]).toEqual([
      undefined,
      undefined,
      30_000,
    ]);
    expect([409, 413, 423].map((status) => wait(status, { "retry-after": "2" }))).toEqual([2_000, 2_000, 2_000]);
  });
});

describe("any published format", () => {
  it.each<[string, number, unknown, object]>([
    [
      "Stripe",
      402,
      { error: { type: "card_error", code: "card_declined", message: "Declined.", param: "source" } },
      { code: "card_declined", message: "Declined.", param: "source" },
    ],
    [
      "a body with only a type",
      400,
      { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
      { code: "overloaded_error" },
    ],
    ["FastAPI with a text", 404, { detail: "Rule not found" }, { code: "HTTP_404", message: "Rule not found" }],
    [
      "FastAPI with a code",
      422,
      { detail: { code: "VALIDATION_ERROR", message: "Invalid", field: "limit" } },
      { code: "VALIDATION_ERROR", param: "limit" },
    ],
    [
      "problem+json",
      403,
      {
        type: "https://example.com/probs/out-of-credit",
        title: "Out of credit",
        detail: "Balance is 30.",
        status: 403,
      },
      { code: "out-of-credit", message: "Balance is 30." },
    ],
    [
      "problem+json without a type",
      404,
      { type: "about:blank", title: "Not Found", status: 404 },
      { code: "HTTP_404", message: "Not Found" },
    ],
    [
      "AIP-193",
      403,
      {
        error: {
          code: 403,
          status: "PERMISSION_DENIED",
          message: "No.",
          details: [
            { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_DISABLED", metadata: { service: "x" } },
          ],
        },
      },
      { code: "API_DISABLED", details: { service: "x" } },
    ],
    [
      "AIP-193 without ErrorInfo",
      404,
      { error: { code: 404, status: "NOT_FOUND", message: "No." } },
      { code: "NOT_FOUND" },
    ],
    [
      "AIP-193 with a status that starts with FAILED",
      400,
      { error: { code: 400, status: "FAILED_PRECONDITION", message: "Not empty." } },
      { code: "FAILED_PRECONDITION" },
    ],
    [
      "a code nested in less specific members",
      400,
      { status: 400, type: "error", message: ["a", "b"], error: { status: "TOO_OLD", message: { message: "Old." } } },
      { code: "TOO_OLD", message: "Old." },
    ],
    [
      "JSON:API",
      422,
      {
        errors: [
          {
            status: "422",
            code: "VALIDATION",
            title: "Invalid",
            detail: "Too short.",
            source: { pointer: "/data/name" },
          },
        ],
      },
      { code: "VALIDATION", message: "Too short.", param: "/data/name" },
    ],
    [
      "GraphQL",
      200,
      { errors: [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }], data: null },
      { code: "UNAUTHENTICATED", kind: "unauthenticated" },
    ],
    ["Connect", 404, { code: "not_found", message: "No such thing." }, { code: "not_found", kind: "not_found" }],
    [
      "Kubernetes",
      409,
      { kind: "Status", apiVersion: "v1", status: "Failure", reason: "AlreadyExists", message: "exists", code: 409 },
      { code: "AlreadyExists" },
    ],
    [
      "Azure",
      400,
      { error: { code: "BadArgument", message: "No.", target: "query", innererror: { code: "NullQuery" } } },
      { code: "BadArgument", param: "query" },
    ],
    [
      "AWS",
      400,
      { __type: "com.amazonaws.dynamodb.v20120810#ThrottlingException", message: "Slow." },
      { code: "ThrottlingException" },
    ],
    [
      "AWS with a URL",
      400,
      { __type: "ThrottlingException:http://internal.amazon.com/coral/", message: "Slow." },
      { code: "ThrottlingException" },
    ],
    [
      "OAuth",
      400,
      { error: "invalid_grant", error_description: "Expired." },
      { code: "invalid_grant", message: "Expired." },
    ],
    ["JSend", 500, { status: "error", message: "Broken." }, { code: "HTTP_500", message: "Broken." }],
    [
      "a body that only says that it failed",
      500,
      { status: "failed", type: "Failure", error: "fail" },
      { code: "HTTP_500" },
    ],
    ["Slack", 200, { ok: false, error: "channel_not_found" }, { code: "channel_not_found", retry: "never" }],
    [
      "Spring",
      404,
      { timestamp: "x", status: 404, error: "Not Found", path: "/x" },
      { code: "HTTP_404", message: "Not Found" },
    ],
    ["a numeric code", 401, { code: 20003, message: "Authenticate" }, { code: "20003" }],
    [
      "an outer numeric code before an inner code",
      400,
      { errors: [{ code: "required", message: "No name." }], code: 1001, message: "Invalid" },
      { code: "1001", message: "Invalid" },
    ],
    ["a sentence with a colon, which is not a code", 400, { error: "timeout:host is away" }, { code: "HTTP_400" }],
    ["a body of nulls", 400, { code: null, message: null, detail: null, errors: null }, { details: undefined }],
    ["a reason that is not a code", 404, { error: "no_shelf", reason: "gone" }, { code: "no_shelf", message: "gone" }],
    ["a body of lists", 400, { code: ["a"], error: ["b"], detail: "No." }, { code: "b", message: "No." }],
  ])("parses %s", (_, status, sent, expected) => {
    expect(parseError(status, {}, JSON.stringify(sent))).toMatchObject({ ...expected, status });
  });

  it("ignores members that are inherited from a polluted Object.prototype", () => {
    const inherited = { code: "STRANGE", message: "Strange.", details: { a: 1 }, requestId: "r-0" };
    Object.assign(Object.prototype, inherited);
    try {
      const { code, message, details, requestId } = parseError(
        404,
        {},
        '{"error":{"param":"id","code":"X","__proto__":{"message":"Y"}}}',
      );
      expect([code, message, details, requestId]).toEqual(["X", "HTTP 404", undefined, undefined]);
    } finally {
      for (const name of Object.keys(inherited)) Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it("parses the first line of newline-delimited JSON", () => {
    const text = '{"error":{"code":"A","message":"m"}}\n{"more":1}\n';
    expect(parseError(500, {}, text).code).toBe("A");
  });
});

describe("any input", () => {
  it("keeps the text of a body that is not JSON", () => {
    const text = "<Error><Code>NoSuchKey</Code></Error>";
    expect(parseError(404, {}, text)).toMatchObject({ code: "NoSuchKey", body: text, origin: "api" });
    for (const page of ["<html><title>404 Not Found</title></html>", "no healthy upstream", ""])
      expect(parseError(404, {}, page)).toMatchObject({ code: "HTTP_404", body: page, origin: "edge" });
  });

  it("returns a complete error and never throws", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((error) => JSON.stringify({ error, errors: error, detail: error })),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: -1, max: 1000 }),
        fc.dictionary(fc.string(), fc.string()),
        text,
        fc.boolean(),
        (status, headers, text, hasMetadata) => {
          const error = parseError(status, headers, text, hasMetadata ? metadata : undefined);
          expect(typeof error.code).toBe("string");
          expect(typeof error.message).toBe("string");
          expect(String(error)).not.toContain("\n");
          const ms = decide(error, { idempotent: true });
          expect(ms === undefined || (ms >= 0 && ms <= 2_147_483_647)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
