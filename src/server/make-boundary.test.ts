import { describe, expect, test } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import type { BoundaryOptions } from "./boundary.ts";
import { checkInput } from "./check-input.ts";
import { boundary } from "./make-boundary.ts";
import type { Occurrence } from "./occurrence.ts";
import { shop } from "./testing/shop.ts";

const { error } = shop;

/** A boundary with what it recorded. */
function make(options: BoundaryOptions = {}) {
  const seen: Occurrence[] = [];
  const made = boundary(shop, { record: (occurrence) => seen.push(occurrence), ...options });
  return { made, seen };
}

/** The answer to what a handler threw on GET /orders/o_1. */
async function answerTo(thrown: unknown, headers: Record<string, string> = {}, options: BoundaryOptions = {}) {
  const { made, seen } = make(options);
  const response = await made.handle(new Request("http://x/orders/o_1", { headers }), () => {
    throw thrown;
  });
  const text = await response.text();
  return {
    response,
    text,
    body: text === "" ? undefined : JSON.parse(text),
    headers: Object.fromEntries(response.headers),
    seen,
  };
}

describe("whatever is thrown", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const getters = {
    get name(): string {
      throw new Error("gotcha");
    },
    get code(): string {
      throw new Error("gotcha");
    },
    get issues(): unknown {
      throw new Error("gotcha");
    },
  };
  const circular = new Error("round");
  circular.cause = circular;
  const cases: readonly (readonly [name: string, thrown: unknown])[] = [
    ["a string", "password=hunter2"],
    ["undefined", undefined],
    ["null", null],
    ["a number", 7],
    ["a symbol", Symbol("hunter2")],
    ["a frozen error", Object.freeze(new Error("hunter2"))],
    ["a revoked Proxy", proxy],
    ["an object whose getters throw", getters],
    ["an error that is its own cause", circular],
    ["a function", () => "hunter2"],
    [
      "an error of another contract",
      contract({
        name: "o",
        version: "1.0.0",
        errors: { INTERNAL: { kind: "not_found", when: "x", message: "hunter2" } },
      }).error.INTERNAL(),
    ],
    [
      "an object that only looks like an error of the contract",
      { [Symbol.for("errata.ApiError")]: true, entry: { code: "INTERNAL", status: 200 } },
    ],
  ];
  test.each(cases)("%s becomes the internal error, and is recorded once", async (_name, thrown) => {
    const { response, body, text, seen } = await answerTo(thrown, { "x-request-id": "request-0001" });
    expect(response.status).toBe(500);
    expect(body).toEqual({
      ok: false,
      error: { code: "INTERNAL", message: "Something went wrong.", requestId: "request-0001" },
    });
    expect(text).not.toContain("hunter2");
    expect(seen).toMatchObject([
      { code: "INTERNAL", status: 500, requestId: "request-0001", operation: "GET /orders/{orderId}" },
    ]);
  });

  test("details that JSON cannot carry do not lose the answer", async () => {
    const details: Record<string, unknown> = { orderId: "o_1" };
    details.self = details;
    const { response } = await answerTo(error.ORDER_NOT_FOUND(details));
    expect([404, 500]).toContain(response.status);
  });

  test("the log does not learn the names of unknown fields, which are the client's own text", async () => {
    const schema = z.strictObject({ size: z.number() });
    const result = schema.safeParse({ size: "large", "bob@secret.example": 1 });
    const { seen } = await answerTo(result.error);
    expect(seen[0]?.note).toMatch(/size \w+/);
    expect(seen[0]?.note).toContain("unknown_field");
    expect(JSON.stringify(seen)).not.toContain("secret.example");
  });

  test("a recorder that throws does not hurt the answer", async () => {
    const { response } = await answerTo(
      error.NO_KEY(),
      {},
      {
        record: () => {
          throw new Error("disk full");
        },
      },
    );
    expect(response.status).toBe(401);
  });
});

describe("foreign errors", () => {
  const cases: readonly (readonly [name: string, thrown: unknown, status: number, code: string])[] = [
    [
      "a refused connection",
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
      503,
      "SERVICE_UNAVAILABLE",
    ],
    [
      "a store that is down, wrapped",
      new Error("query", { cause: Object.assign(new Error("x"), { code: "CONNECT_TIMEOUT" }) }),
      503,
      "SERVICE_UNAVAILABLE",
    ],
    ["a statement time-out", Object.assign(new Error("x"), { code: "57014" }), 503, "SERVICE_UNAVAILABLE"],
    ["a busy SQLite", Object.assign(new Error("x"), { code: "SQLITE_BUSY_SNAPSHOT" }), 503, "SERVICE_UNAVAILABLE"],
    ["a time-out", AbortSignal.abort(new DOMException("x", "TimeoutError")).reason, 504, "OPERATION_TIMEOUT"],
    ["an abort of the server's own", new DOMException("x", "AbortError"), 504, "OPERATION_TIMEOUT"],
    ["JSON of the server's own that is broken", new SyntaxError("Unexpected token"), 500, "INTERNAL"],
    ["an unmapped constraint", { code: "23505", constraint: "other_key" }, 500, "INTERNAL"],
    ["a mapped constraint", { code: "23505", constraint: "users_email_key" }, 409, "EMAIL_TAKEN"],
  ];
  test.each(cases)("%s", async (_name, thrown, status, code) => {
    const { response, body } = await answerTo(thrown, {}, { constraints: { users_email_key: error.EMAIL_TAKEN } });
    expect([response.status, body.error.code]).toEqual([status, code]);
  });

  test("a store that is down says when to come back", async () => {
    const { headers } = await answerTo({ code: "ECONNREFUSED" }, {}, { outageRetryMs: 2_500 });
    expect(headers).toMatchObject({ "retry-after": "3", "retry-after-ms": "2500" });
  });

  test("a rule of the user's own comes first", async () => {
    const rule = {
      name: "mine",
      translate: (thrown: unknown) => (thrown instanceof SyntaxError ? error.TOO_MANY() : undefined),
    };
    expect((await answerTo(new SyntaxError("x"), {}, { translate: [rule] })).response.status).toBe(429);
  });

  test("a rule that throws, or gives another contract's error, ends in the internal error", async () => {
    const broken = {
      name: "broken",
      translate: () => {
        throw new Error("x");
      },
    };
    expect((await answerTo(new Error("y"), {}, { translate: [broken] })).body.error.code).toBe("INTERNAL");
    const foreign = contract({
      name: "o",
      version: "1.0.0",
      errors: { X: { kind: "not_found", when: "x", message: "x" } },
    });
    const { body, seen } = await answerTo(
      new Error("y"),
      {},
      { translate: [{ name: "alien", translate: () => foreign.error.X() }] },
    );
    expect(body.error.code).toBe("INTERNAL");
    expect(seen[0]?.note).toContain('"alien"');
  });

  test("schema issues fill the contract's own list", async () => {
    const { made } = make();
    const response = await made.handle(
      new Request("http://x/orders", {
        method: "POST",
        body: '{"n":"x"}',
        headers: { "content-type": "application/json" },
      }),
      async (request) => {
        await checkInput(z.object({ n: z.number(), email: z.email() }), await request.json());
        return new Response();
      },
    );
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({
      code: "INVALID",
      details: [
        { field: "n", code: "invalid_type", message: "Invalid input: expected number." },
        { field: "email", code: "required", message: "This field is required." },
      ],
    });
  });
});

describe("headers", () => {
  test("401 names a scheme; a key that was sent and refused is an invalid_token", async () => {
    expect((await answerTo(error.NO_KEY())).headers["www-authenticate"]).toBe('Bearer realm="shop"');
    expect((await answerTo(error.BAD_KEY())).headers["www-authenticate"]).toBe(
      'Bearer realm="shop", error="invalid_token"',
    );
    const options = { authenticate: { scheme: "ApiKey", realm: 'the "shop"' } };
    expect((await answerTo(error.BAD_KEY(), {}, options)).headers["www-authenticate"]).toBe('ApiKey realm="the shop"');
  });

  test.each([
    [0, "1", "1"],
    [1, "1", "1"],
    [1_000, "1", "1000"],
    [1_001, "2", "1001"],
    [59_999.5, "60", "60000"],
    [Number.NaN, "1", "1"],
    [-5, "1", "1"],
  ])("a wait of %s ms is Retry-After %s and retry-after-ms %s", async (retryAfterMs, sec, ms) => {
    const { headers } = await answerTo(error.TOO_MANY(undefined, { retryAfterMs }));
    expect([headers["retry-after"], headers["retry-after-ms"]]).toEqual([sec, ms]);
  });

  test("an error's own headers arrive, cannot break out of their line, and replace no protected one", async () => {
    const { headers } = await answerTo(
      error.TOO_MANY(undefined, {
        headers: {
          RateLimit: '"default";r=0;t=7',
          "X-Evil": "a\r\nSet-Cookie: b=c",
          "Content-Length": "3",
          "bad name": "x",
          "cache-control": "no-cache",
        },
      }),
    );
    expect(headers).toMatchObject({
      ratelimit: '"default";r=0;t=7',
      "x-evil": "a  Set-Cookie: b=c",
      "cache-control": "no-cache",
    });
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["content-length"]).not.toBe("3");
  });

  test("every answer has its length, its type, no-store and the request id", async () => {
    const { headers, text } = await answerTo(error.ORDER_NOT_FOUND({ orderId: "ü€😀" }), {
      "x-request-id": "caller-id.0001",
    });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(new TextEncoder().encode(text).length),
      "cache-control": "no-store",
      "x-request-id": "caller-id.0001",
    });
  });

  test("x-should-retry is false where no retry helps, and left to the status where one may", async () => {
    expect((await answerTo(error.NO_KEY())).headers["x-should-retry"]).toBe("false");
    expect((await answerTo(error.TOO_MANY())).headers["x-should-retry"]).toBeUndefined();
    expect((await answerTo(new Error("x"))).headers["x-should-retry"]).toBeUndefined();
  });

  test("Accept: application/problem+json gets the same error as RFC 9457", async () => {
    const { headers, body } = await answerTo(error.ORDER_NOT_FOUND({ orderId: "o_1" }), {
      accept: "application/problem+json",
      "x-request-id": "request-0001",
    });
    expect(headers).toMatchObject({ "content-type": "application/problem+json" });
    expect(body).toMatchObject({
      status: 404,
      code: "ORDER_NOT_FOUND",
      detail: "No order has the id o_1.",
      orderId: "o_1",
      request_id: "request-0001",
    });
  });
});

test("a mask answers with the same bytes and headers whatever was thrown", async () => {
  const id = { "x-request-id": "request-0001" };
  const plain = await answerTo(error.SECRET_NOT_FOUND(), id);
  const loud = await answerTo(
    error.SECRET_NOT_FOUND(undefined, {
      note: "other tenant",
      cause: new Error("x"),
      retryAfterMs: 5_000,
      headers: { "X-Why": "foreign" },
    }),
    id,
  );
  expect(loud.text).toBe(plain.text);
  expect(Object.entries(loud.headers)).toEqual(Object.entries(plain.headers));
  expect(loud.seen[0]?.note).toBe("other tenant");
});

describe("languages", () => {
  const translated = contract({
    name: "t",
    version: "1.0.0",
    language: "en",
    errors: {
      GONE: { kind: "not_found", when: "x", message: "It is gone, {who}.", details: z.object({ who: z.string() }) },
    },
    locales: { de: { GONE: "Es ist weg, {who}." } },
  });
  const made = boundary(translated);
  const ask = (thrown: unknown, language?: string): Promise<Response> =>
    made.handle(
      new Request("http://x/", language === undefined ? {} : { headers: { "accept-language": language } }),
      () => {
        throw thrown;
      },
    );

  test("the message is in the wanted language, the code never changes", async () => {
    const response = await ask(translated.error.GONE({ who: "Ada" }), "de-AT, en;q=0.2");
    expect(await response.json()).toMatchObject({ code: "GONE", detail: "Es ist weg, Ada." });
    expect(response.headers.get("content-language")).toBe("de");
    expect(response.headers.get("vary")).toBe("Accept-Language");
  });

  test("a message that is not translated says in which language it is", async () => {
    expect((await ask(new Error("x"), "de")).headers.get("content-language")).toBe("en");
    expect((await ask(translated.error.GONE({ who: "Ada" }))).headers.get("content-language")).toBe("en");
  });

  test("a message with plural is refused without a formatter, and formatted with one", async () => {
    const plural = contract({
      name: "p",
      version: "1.0.0",
      errors: {
        MANY: {
          kind: "internal",
          when: "x",
          message: "{n, plural, one {# file} other {# files}} failed.",
          details: z.object({ n: z.number().optional() }),
        },
      },
    });
    expect(() => boundary(plural)).toThrow(/ERRATA_FORMATTER_MISSING MANY/);
    const formatter = () => (details: unknown) => `formatted ${JSON.stringify(details)}`;
    const response = await boundary(plural, { formatter }).handle(new Request("http://x/"), () => {
      throw plural.error.MANY({ n: 2 });
    });
    expect((await response.json()).detail).toBe('formatted {"n":2}');
  });
});

test("a code for a condition whose details nobody can fill is refused when the boundary is made", () => {
  const wrong = contract({
    name: "w",
    version: "1.0.0",
    errors: {
      NOPE: { kind: "not_found", when: "x", message: "x", details: z.object({ shelf: z.string() }) },
      INTERNAL: { kind: "internal", when: "x", message: "x" },
    },
    conditions: { unknown_route: "NOPE" },
  });
  expect(() => boundary(wrong)).toThrow(/ERRATA_CONDITION_DETAILS NOPE/);
});
