import createFastifyError from "@fastify/error";
import { Boom, badRequest, conflict, tooManyRequests, unauthorized } from "@hapi/boom";
import { GraphQLError, parse } from "graphql";
import createError from "http-errors";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { BodyError, boundary, type Occurrence } from "../index.ts";
import { shop } from "../testing/index.ts";

/** Responds to a request whose handler throws a value. */
async function respondTo(thrown: unknown, api = shop): Promise<{ response: Response; code: string; seen: Occurrence }> {
  const occurrences: Occurrence[] = [];
  const { handle } = boundary(api, { record: (occurrence) => occurrences.push(occurrence) });
  const response = await handle(new Request("http://x/orders"), () => {
    throw thrown;
  });
  const { error } = (await response.clone().json()) as any;
  return { response, code: error.code, seen: occurrences[0] as Occurrence };
}

/** An error of Nest, which has a response of its own and methods to read it. */
class NestException extends Error {
  private readonly response: unknown;
  private readonly status: number;
  constructor(response: unknown, status: number) {
    super("Nest");
    this.response = response;
    this.status = status;
  }
  getStatus = (): number => this.status;
  getResponse = (): unknown => this.response;
}

const FastifyGone = createFastifyError("APP_GONE", "gone %s", 410);
const withStatus = (members: object): Error => Object.assign(new Error("hunter2"), members);

describe("a 4xx of a library keeps its status and gets a default code", () => {
  test.each([
    ["http-errors", createError(409, "hunter2"), 409, "HTTP_409"],
    ["http-errors by constructor", new createError.Forbidden("hunter2"), 403, "HTTP_403"],
    ["http-errors 400", createError(400, "hunter2"), 400, "HTTP_400"],
    ["boom", conflict("hunter2"), 409, "HTTP_409"],
    ["boom 400", badRequest("hunter2"), 400, "HTTP_400"],
    ["boom around another error", new Boom(new Error("hunter2"), { statusCode: 404 }), 404, "ROUTE_NOT_FOUND"],
    ["@fastify/error", new FastifyGone("hunter2"), 410, "HTTP_410"],
    ["Nest", new NestException({ message: "hunter2" }, 422), 422, "HTTP_422"],
    ["GraphQL by code", new GraphQLError("hunter2", { extensions: { code: "FORBIDDEN" } }), 403, "HTTP_403"],
    ["GraphQL by status", new GraphQLError("hunter2", { extensions: { http: { status: 418 } } }), 418, "HTTP_418"],
    ["http-errors in GraphQL", new GraphQLError("x", { originalError: createError(403, "hunter2") }), 403, "HTTP_403"],
    [
      "http-errors in GraphQL in an AggregateError",
      new AggregateError([new GraphQLError("x", { originalError: createError(403, "hunter2") })]),
      403,
      "HTTP_403",
    ],
    ["status of Express", withStatus({ status: 412 }), 412, "HTTP_412"],
    ["statusCode of Koa", withStatus({ statusCode: 402, expose: true }), 402, "HTTP_402"],
    ["an error in a cause", new Error("wrapped", { cause: createError(409) }), 409, "HTTP_409"],
    ["an error in an AggregateError", new AggregateError([new Error("x"), createError(409)]), 409, "HTTP_409"],
  ])("%s", async (_name, thrown, status, code) => {
    const { response, code: received, seen } = await respondTo(thrown);
    expect([response.status, received, await response.text()]).toEqual([
      status,
      code,
      expect.not.stringContaining("hunter2"),
    ]);
    expect(seen).toMatchObject({ code, status, undeclared: true, note: expect.stringContaining(String(status)) });
  });

  test("but an error of the contract that a GraphQLError wraps is sent as it is", async () => {
    for (const wrap of [(error: Error) => error, (error: Error) => new AggregateError([error])]) {
      const thrown = wrap(new GraphQLError("hunter2", { originalError: shop.error.EMAIL_TAKEN() }));
      const { response, code } = await respondTo(thrown);
      expect([response.status, code]).toEqual([409, "EMAIL_TAKEN"]);
    }
  });

  test("in lower case if the contract's codes are", async () => {
    const api = contract({
      name: "lower",
      version: "1.0.0",
      envelope: { error: { code: "$code" } },
      errors: { internal: { kind: "internal", when: "A bug.", message: "Internal." } },
    });
    expect((await respondTo(createError(409), api as never)).code).toBe("http_409");
  });
});

describe("the condition that an error means is raised with its details", () => {
  const parseFailure = syntaxErrorOf("{bad");
  test.each([
    [
      withStatus({ status: 400, type: "entity.parse.failed", body: "hunter2", cause: parseFailure }),
      400,
      "MALFORMED_BODY",
    ],
    [withStatus({ status: 413, type: "entity.too.large", limit: 10, length: 20 }), 413, "BODY_TOO_BIG"],
    [withStatus({ status: 415, type: "encoding.unsupported" }), 415, "UNSUPPORTED_MEDIA_TYPE"],
    [createError(405, { headers: { Allow: "GET" } }), 405, "METHOD_NOT_ALLOWED"],
    [createError(406), 406, "NOT_ACCEPTABLE"],
    [createError(431), 431, "HEADERS_TOO_LARGE"],
    [withStatus({ statusCode: 400, code: "FST_ERR_CTP_EMPTY_JSON_BODY" }), 400, "MALFORMED_BODY"],
    [graphqlErrorOf("{ broken"), 400, "MALFORMED_BODY"],
  ])("%s", async (thrown, status, code) => {
    const { response, code: received } = await respondTo(thrown);
    expect([response.status, received]).toEqual([status, code]);
  });

  test("the limit of body-parser is reported", async () => {
    const { response } = await respondTo(withStatus({ status: 413, type: "entity.too.large", limit: 10 }));
    expect(((await response.json()) as any).error.details).toEqual({ maxBytes: 10 });
  });

  test("a 413 without a limit keeps its status if the contract's code requires the limit", async () => {
    const { response, code } = await respondTo(createError(413));
    expect([response.status, code]).toEqual([413, "HTTP_413"]);
  });

  test("Fastify's validation errors are reported by field", async () => {
    const issue = {
      keyword: "required",
      instancePath: "",
      params: { missingProperty: "sku" },
      message: "must have sku",
    };
    const thrown = withStatus({ statusCode: 400, code: "FST_ERR_VALIDATION", validation: [issue] });
    const { response, code } = await respondTo(thrown);
    expect([response.status, code, ((await response.json()) as any).error.details]).toEqual([
      400,
      "INVALID",
      [{ field: "sku", code: "required", message: "This field is required." }],
    ]);
  });
});

describe("headers", () => {
  test("of the error are kept if they are safe", async () => {
    const thrown = createError(429, {
      headers: { "Retry-After": "7", "X-Internal-Host": "db-1", "Content-Length": "1" },
    });
    const { response } = await respondTo(thrown);
    expect([response.status, response.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(response.headers.get("x-internal-host")).toBeNull();
    expect(response.headers.get("content-length")).not.toBe("1");
  });

  test.each([
    [
      "boom's challenge",
      unauthorized("hunter2", "Basic", { realm: "r" }),
      401,
      "www-authenticate",
      /^Basic realm="r"$/,
    ],
    [
      "a code of RFC 6750",
      createError(401, {
        headers: { "WWW-Authenticate": 'Bearer error="invalid_token", error_description="hunter2"' },
      }),
      401,
      "www-authenticate",
      /^Bearer error="invalid_token"$/,
    ],
    ...[
      ['Bearer error_description=hunter2, error="invalid_token"', /^Bearer, error="invalid_token"$/],
      ['Bearer realm="r", error_description = "hunter2"', /^Bearer realm="r"$/],
      ['Bearer realm="r", error_description="hunter2', /^Bearer realm="r"$/],
      ["Bearer error=invalid_token, error_description=the hunter2 text", /^Bearer error=invalid_token$/],
      ["Bearer error=hunter2", /^Bearer$/],
    ].map(
      ([challenge, sent]) =>
        [
          `the challenge ${String(challenge)}`,
          createError(401, { headers: { "WWW-Authenticate": challenge } }),
          401,
          "www-authenticate",
          sent as RegExp,
        ] as const,
    ),
    ["boom's output", addHeader(tooManyRequests(), "Retry-After", "9"), 429, "retry-after", /^9$/],
    [
      "Apollo's header map",
      new GraphQLError("x", { extensions: { http: { status: 429, headers: new Map([["retry-after", "3"]]) } } }),
      429,
      "retry-after",
      /^3$/,
    ],
  ] as const)("%s is kept", async (_name, thrown, status, header, value) => {
    const { response } = await respondTo(thrown);
    expect([response.status, response.headers.get(header)]).toEqual([status, expect.stringMatching(value)]);
  });
});

test.each([
  ["http-errors", createError(503, "hunter2"), "503"],
  ["boom", new Boom("hunter2", { statusCode: 502 }), "502"],
  ["@fastify/error", new (createFastifyError("APP_DOWN", "hunter2", 503))(), "503"],
  ["GraphQL", new GraphQLError("hunter2", { extensions: { code: "INTERNAL_SERVER_ERROR" } }), "500"],
])("a 5xx of %s is the internal error, with the status in the note", async (_name, thrown, status) => {
  const { response, code, seen } = await respondTo(thrown);
  expect([response.status, code, seen.note]).toEqual([500, "INTERNAL", expect.stringContaining(status)]);
  expect(seen.cause).toBe(thrown);
});

test.each([
  ["undici", { name: "ResponseError", code: "UND_ERR_RESPONSE", statusCode: 404, headers: {}, body: "{}" }],
  ["Elasticsearch", { name: "ResponseError", meta: { statusCode: 404 }, statusCode: 404, body: {} }],
  ["Supabase", { __isAuthError: true, name: "AuthApiError", status: 400, code: "x" }],
  ["axios", { isAxiosError: true, config: {}, request: {}, response: { status: 404 }, status: 404 }],
  ["OpenAI", { status: 429, headers: new Headers({ "retry-after": "1" }), requestID: "req_1" }],
  ["Stripe", { statusCode: 402, raw: {}, type: "StripeCardError", requestId: "req_1" }],
  ["Octokit", { status: 403, request: {}, response: {} }],
  ["AWS", { $metadata: { httpStatusCode: 404 }, $fault: "client", statusCode: 404 }],
  ["ofetch", { status: 404, statusCode: 404, request: "/x", response: {} }],
])("the status of another server's response (%s) is not that of this one", async (_name, members) => {
  expect((await respondTo(withStatus(members))).code).toBe("INTERNAL");
});

test.each([
  ["a status that is not an error", withStatus({ status: 200 })],
  ["a status that is not a number", withStatus({ status: "404" })],
  ["a status that is out of range", withStatus({ status: 999 })],
  ["an object that is not an error", { status: 404 }],
])("%s is the internal error", async (_name, thrown) => {
  expect((await respondTo(thrown)).code).toBe("INTERNAL");
});

describe("an error inside another", () => {
  const nested = (error: unknown): Error => new Error("a", { cause: new Error("b", { cause: error }) });
  test.each([
    ["a code of the contract", nested(shop.error.EMAIL_TAKEN()), "EMAIL_TAKEN"],
    ["a body error", new AggregateError([nested(new BodyError("malformed_body", "Not JSON."))]), "MALFORMED_BODY"],
    ["a schema error", nested(z.object({ a: z.string() }).safeParse({}).error), "INVALID"],
    ["an outage", new AggregateError([new Error("x"), withStatus({ code: "ECONNREFUSED" })]), "SERVICE_UNAVAILABLE"],
    ["a cycle", cyclic(), "INTERNAL"],
  ])("%s is found", async (_name, thrown, code) => {
    expect((await respondTo(thrown)).code).toBe(code);
  });
});

describe("an error of another instance of the contract", () => {
  const define = (version: string) =>
    contract({
      name: "twin",
      version,
      envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
      errors: {
        GONE: { kind: "not_found", when: "No id.", message: "{id} is gone.", details: z.object({ id: z.string() }) },
        FAILED: { kind: "internal", when: "A bug.", message: "Internal." },
      },
    });
  const own = define("1.0.0");

  test("with the same name and version is sent as the contract's own", async () => {
    const thrown = define("1.0.0").error.GONE({ id: "r1" }, { note: "n", headers: { "X-Shard": "7" } });
    const { response, seen } = await respondTo(thrown, own as never);
    expect([response.status, response.headers.get("x-shard")]).toEqual([404, "7"]);
    expect(((await response.json()) as any).error).toEqual({
      code: "GONE",
      message: "r1 is gone.",
      details: { id: "r1" },
    });
    expect(seen).toMatchObject({ note: "n", undeclared: false });
  });

  test("with another version is the internal error", async () => {
    const { code, seen } = await respondTo(define("2.0.0").error.GONE({ id: "r1" }), own as never);
    expect([code, seen.note]).toEqual(["FAILED", "GONE belongs to another contract"]);
  });

  test("keeps its stack in the record", async () => {
    const thrown = define("1.0.0").error.FAILED();
    expect((await respondTo(thrown, own as never)).seen.stack).toBe(thrown.stack);
  });
});

function syntaxErrorOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

function graphqlErrorOf(query: string): unknown {
  try {
    return parse(query);
  } catch (error) {
    return error;
  }
}

function addHeader(error: Boom, name: string, value: string): Boom {
  error.output.headers[name] = value;
  return error;
}

function cyclic(): Error {
  const error = new Error("a");
  error.cause = new Error("b", { cause: error });
  return error;
}
