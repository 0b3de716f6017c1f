import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { contract } from "../contract/index.ts";
import { BodyError, type BoundaryOptions, boundary, checkInput, type Occurrence } from "./index.ts";
import { shop } from "./testing/index.ts";

const { error } = shop;

/** Creates a boundary of the shop, and the list of its occurrences. */
function create(options: BoundaryOptions = {}) {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence), ...options });
  return { shopBoundary, occurrences };
}

/** Returns the response to a value that the handler of GET /orders/o_1 throws. */
async function responseTo(thrown: unknown, headers: Record<string, string> = {}, options: BoundaryOptions = {}) {
  const { shopBoundary, occurrences } = create(options);
  const response = await shopBoundary.handle(new Request("http://x/orders/o_1", { headers }), () => {
    throw thrown;
  });
  const text = await response.text();
  return {
    response,
    text,
    body: text === "" ? undefined : JSON.parse(text),
    headers: Object.fromEntries(response.headers),
    occurrences,
  };
}

describe("a thrown value", () => {
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
      "an object that imitates an error of the contract",
      { [Symbol.for("errata.ApiError")]: true, entry: { code: "INTERNAL", status: 200 } },
    ],
  ];
  test.each(cases)("%s: returns the internal error and records it once", async (_name, thrown) => {
    const { response, body, text, occurrences } = await responseTo(thrown, { "x-request-id": "request-0001" });
    expect(response.status).toBe(500);
    expect(body).toEqual({
      ok: false,
      error: { code: "INTERNAL", message: "Something went wrong.", requestId: "request-0001" },
    });
    expect(text).not.toContain("hunter2");
    expect(occurrences).toMatchObject([
      { code: "INTERNAL", status: 500, requestId: "request-0001", operation: "GET /orders/{orderId}" },
    ]);
  });

  test("details with a cycle throw where the error is created, and keep its response in production", async () => {
    const details = Object.assign({ orderId: "o_1" }, { self: {} });
    details.self = details;
    expect(() => error.ORDER_NOT_FOUND(details)).toThrow("ERRATA_DETAILS_UNDECLARED");
    vi.stubEnv("NODE_ENV", "production");
    const { response, occurrences } = await responseTo(error.ORDER_NOT_FOUND(details));
    vi.unstubAllEnvs();
    expect([response.status, occurrences[0]?.omittedDetails]).toEqual([404, ["self"]]);
  });

  test("does not record the names of unknown fields, which are text of the client", async () => {
    const schema = z.strictObject({ size: z.number() });
    const result = schema.safeParse({ size: "large", "bob@secret.example": 1 });
    const { occurrences } = await responseTo(result.error);
    expect(occurrences[0]?.note).toMatch(/size \w+/);
    expect(occurrences[0]?.note).toContain("unknown_field");
    expect(JSON.stringify(occurrences)).not.toContain("secret.example");
  });

  test("a recorder that throws does not change the response", async () => {
    const { response } = await responseTo(
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
    ["a statement timeout", Object.assign(new Error("x"), { code: "57014" }), 503, "SERVICE_UNAVAILABLE"],
    ["a busy SQLite", Object.assign(new Error("x"), { code: "SQLITE_BUSY_SNAPSHOT" }), 503, "SERVICE_UNAVAILABLE"],
    ["a timeout", AbortSignal.abort(new DOMException("x", "TimeoutError")).reason, 504, "OPERATION_TIMEOUT"],
    ["an abort of the server's own", new DOMException("x", "AbortError"), 504, "OPERATION_TIMEOUT"],
    ["malformed JSON of the server's own", new SyntaxError("Unexpected token"), 500, "INTERNAL"],
    ["an unmapped constraint", { code: "23505", constraint: "other_key" }, 500, "INTERNAL"],
    ["a mapped constraint", { code: "23505", constraint: "users_email_key" }, 409, "EMAIL_TAKEN"],
  ];
  test.each(cases)("%s", async (_name, thrown, status, code) => {
    const { response, body } = await responseTo(thrown, {}, { constraints: { users_email_key: error.EMAIL_TAKEN } });
    expect([response.status, body.error.code]).toEqual([status, code]);
  });

  test("an unavailable store returns 503 with Retry-After", async () => {
    const { headers } = await responseTo({ code: "ECONNREFUSED" }, {}, { outageRetryMs: 2_500 });
    expect(headers).toMatchObject({ "retry-after": "3", "retry-after-ms": "2500" });
  });

  test("custom rules precede the built-in ones", async () => {
    const rule = {
      name: "mine",
      translate: (thrown: unknown) => (thrown instanceof SyntaxError ? error.TOO_MANY() : undefined),
    };
    expect((await responseTo(new SyntaxError("x"), {}, { translate: [rule] })).response.status).toBe(429);
  });

  test("a rule that throws or returns an error of another contract causes the internal error", async () => {
    const broken = {
      name: "broken",
      translate: () => {
        throw new Error("x");
      },
    };
    expect((await responseTo(new Error("y"), {}, { translate: [broken] })).body.error.code).toBe("INTERNAL");
    const foreign = contract({
      name: "o",
      version: "1.0.0",
      errors: { X: { kind: "not_found", when: "x", message: "x" } },
    });
    const { body, occurrences } = await responseTo(
      new Error("y"),
      {},
      { translate: [{ name: "alien", translate: () => foreign.error.X() }] },
    );
    expect(body.error.code).toBe("INTERNAL");
    expect(occurrences[0]?.note).toContain('"alien"');
  });

  test("issues of a schema become the details of the contract's code", async () => {
    const { shopBoundary } = create();
    const response = await shopBoundary.handle(
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
  test("401 names a scheme, and reports a rejected credential as invalid_token", async () => {
    expect((await responseTo(error.NO_KEY())).headers["www-authenticate"]).toBe('Bearer realm="shop"');
    expect((await responseTo(error.BAD_KEY())).headers["www-authenticate"]).toBe(
      'Bearer realm="shop", error="invalid_token"',
    );
    const options = { authenticate: { scheme: "ApiKey", realm: 'the "shop"' } };
    expect((await responseTo(error.BAD_KEY(), {}, options)).headers["www-authenticate"]).toBe(
      'ApiKey realm="the shop"',
    );
  });

  test.each([
    [0, "1", "1"],
    [1, "1", "1"],
    [1_000, "1", "1000"],
    [1_001, "2", "1001"],
    [59_999.5, "60", "60000"],
    [Number.NaN, undefined, undefined],
    [Number.POSITIVE_INFINITY, undefined, undefined],
    [-5, undefined, undefined],
    [10n, undefined, undefined],
    ["5", undefined, undefined],
  ] as [any, string?, string?][])(
    "retryAfterMs %s is sent as Retry-After %s and retry-after-ms %s",
    async (retryAfterMs, sec, ms) => {
      const { headers } = await responseTo(error.TOO_MANY(undefined, { retryAfterMs }));
      expect([headers["retry-after"], headers["retry-after-ms"]]).toEqual([sec, ms]);
    },
  );

  test("an error's own headers are sent, cannot start another header, and cannot replace protected ones", async () => {
    const { headers } = await responseTo(
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

  test("every error response has Content-Length, Content-Type, no-store and X-Request-Id", async () => {
    const { headers, text } = await responseTo(error.ORDER_NOT_FOUND({ orderId: "ü€😀" }), {
      "x-request-id": "caller-id.0001",
    });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "content-length": String(new TextEncoder().encode(text).length),
      "cache-control": "no-store",
      "x-request-id": "caller-id.0001",
    });
  });

  test("x-should-retry is false if no retry can help, and absent if the status tells clients to retry", async () => {
    expect((await responseTo(error.NO_KEY())).headers["x-should-retry"]).toBe("false");
    expect((await responseTo(error.TOO_MANY())).headers["x-should-retry"]).toBeUndefined();
    expect((await responseTo(new Error("x"))).headers["x-should-retry"]).toBeUndefined();
  });

  test.each([
    [1_000, undefined],
    [60_000, undefined],
    [60_001, "false"],
    [86_400_000, "false"],
  ])("a code with retry after_reset and a reset in %s ms has x-should-retry %s", async (retryAfterMs, expected) => {
    const quota = contract({
      name: "quota",
      version: "1.0.0",
      errors: {
        QUOTA_EXCEEDED: {
          kind: "rate_limited",
          retry: "after_reset",
          when: "The monthly quota is used up.",
          message: "The quota is used up.",
        },
      },
    });
    const response = await boundary(quota).handle(new Request("http://x/"), () => {
      throw quota.error.QUOTA_EXCEEDED(undefined, { retryAfterMs });
    });
    expect(response.headers.get("x-should-retry") ?? undefined).toBe(expected);
  });

  test.each([
    ["body_too_large", 413, "close"],
    ["malformed_request", 400, "close"],
    ["request_timeout", 408, "close"],
    ["malformed_body", 400, undefined],
    ["unsupported_media", 415, undefined],
  ] as const)("a body that raises %s returns %i with Connection: %s", async (condition, status, connection) => {
    const { response, headers } = await responseTo(new BodyError(condition, "The body is wrong.", { maxBytes: 1 }));
    expect([response.status, headers.connection]).toEqual([status, connection]);
  });

  test("Accept: application/problem+json returns the same error as RFC 9457", async () => {
    const { headers, body } = await responseTo(error.ORDER_NOT_FOUND({ orderId: "o_1" }), {
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

test("a masked code returns the same bytes and headers for every cause", async () => {
  const id = { "x-request-id": "request-0001" };
  const plain = await responseTo(error.SECRET_NOT_FOUND(), id);
  const verbose = await responseTo(
    error.SECRET_NOT_FOUND(undefined, {
      note: "other tenant",
      cause: new Error("x"),
      retryAfterMs: 5_000,
      headers: { "X-Why": "foreign" },
    }),
    id,
  );
  expect(verbose.text).toBe(plain.text);
  expect(Object.entries(verbose.headers)).toEqual(Object.entries(plain.headers));
  expect(verbose.occurrences[0]?.note).toBe("other tenant");
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
  const translatedBoundary = boundary(translated);
  const send = (thrown: unknown, language?: string): Promise<Response> =>
    translatedBoundary.handle(
      new Request("http://x/", language === undefined ? {} : { headers: { "accept-language": language } }),
      () => {
        throw thrown;
      },
    );

  test("returns the message in the preferred language, with the same code", async () => {
    const response = await send(translated.error.GONE({ who: "Ada" }), "de-AT, en;q=0.2");
    expect(await response.json()).toMatchObject({ code: "GONE", detail: "Es ist weg, Ada." });
    expect(response.headers.get("content-language")).toBe("de");
    expect(response.headers.get("vary")).toBe("Accept-Language");
  });

  test("Content-Language names the contract's language if a message has no translation", async () => {
    expect((await send(new Error("x"), "de")).headers.get("content-language")).toBe("en");
    expect((await send(translated.error.GONE({ who: "Ada" }))).headers.get("content-language")).toBe("en");
  });

  test("a message with plural is rejected without a formatter and formatted with one", async () => {
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
