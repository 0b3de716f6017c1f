import { parseError } from "errata/client";
import { parseContract } from "errata/load";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AdoptError, type Adoption, adopt, fillOpenStatuses } from "../index.ts";
import { chromiumHar } from "./testing/index.ts";

interface Recorded {
  readonly call: string;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content?: object;
}

function har(exchanges: readonly Recorded[], indent = 2): string {
  const entries = exchanges.map(({ call, status, body, headers = {}, content }) => {
    const [method, path = ""] = call.split(" ");
    return {
      request: {
        method,
        url: path.startsWith("/") ? `https://api.shop.example${path}` : path,
        headers: [{ name: "Authorization", value: "Bearer sk_live_51secretsecret" }],
      },
      response: {
        status,
        headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
        content: content ?? {
          mimeType: "application/json",
          ...(body === undefined ? {} : { text: JSON.stringify(body) }),
        },
      },
    };
  });
  return JSON.stringify({ log: { version: "1.2", creator: { name: "test" }, pages: [{}, {}], entries } }, null, indent);
}

function adoptText(text: string, file = "recorded.har"): Adoption {
  return adopt([], { name: "shop", traffic: { files: [{ file, text }], parse: parseError } });
}

const soldOut = {
  call: "POST /v1/orders/8412/items?token=hunter2hunter2",
  status: 409,
  body: {
    error: { code: "SOLD_OUT", message: "No unit is left.", details: { sku: "secret-sku-77", left: 3, tags: ["a"] } },
  },
};
const missing = (id: string): Recorded => ({
  call: `GET /v1/orders/${id}`,
  status: 404,
  body: { error: { code: "ORDER_NOT_FOUND", message: `No order has the id ${id}.` } },
});
const limited: Recorded = {
  call: "GET /v1/orders",
  status: 429,
  headers: { "Retry-After": "17" },
  body: { error: { code: "TOO_FAST", message: "Wait a moment." } },
};

describe("adopt of recorded exchanges", () => {
  test("writes codes, statuses, messages, types of details, retry advice and operations that occurred", () => {
    const { yaml, errors, open } = adoptText(
      har([
        soldOut,
        missing("123e4567-e89b-12d3-a456-426614174000"),
        missing("ord_8KxPq21mzz"),
        limited,
        { call: "GET /v1/orders/1", status: 200, body: { id: 1 } },
      ]),
    );
    expect(open).toEqual([]);
    const shop = parseContract(yaml).toJSON();
    expect(shop).toMatchObject({
      operations: {
        "GET /v1/orders": ["TOO_FAST"],
        "GET /v1/orders/{orderId}": ["ORDER_NOT_FOUND"],
        "POST /v1/orders/{orderId}/items": ["SOLD_OUT"],
      },
      errors: {
        SOLD_OUT: {
          status: 409,
          message: "No unit is left.",
          details: { properties: { sku: { type: "string" }, left: { type: "number" }, tags: { type: "array" } } },
        },
        ORDER_NOT_FOUND: { status: 404, message: "No order has the id …." },
        TOO_FAST: { status: 429, retry: "after_delay" },
      },
    });
    expect(errors.map(({ confidence, status }) => [confidence, status?.confidence])).toEqual(
      errors.map(() => ["stated", "stated"]),
    );
    expect(errors.find(({ code }) => code === "TOO_FAST")?.headers).toMatchObject([{ value: "Retry-After" }]);
  });

  test("reads the recording that a browser exported", async () => {
    const shop = parseContract(adoptText(await chromiumHar(), "chromium.har").yaml).toJSON();
    expect(shop).toMatchObject({
      envelope: "success-error",
      operations: {
        "GET /v1/orders": ["RATE_LIMITED"],
        "GET /v1/orders/{orderId}": ["ORDER_NOT_FOUND"],
        "POST /v1/orders": ["SOLD_OUT"],
      },
      errors: {
        RATE_LIMITED: { status: 429 },
        ORDER_NOT_FOUND: { status: 404, details: { properties: { orderId: { type: "string" } } } },
        SOLD_OUT: { status: 409, details: { properties: { left: { type: "number" } } } },
      },
    });
  });

  test.each([
    [
      "problem+json",
      {
        type: "https://shop.example/errors/SOLD_OUT",
        title: "Sold out",
        status: 409,
        detail: "No unit is left.",
        code: "SOLD_OUT",
      },
    ],
    [
      "stripe",
      {
        error: { type: "card_error", code: "SOLD_OUT", message: "No unit is left.", doc_url: "https://shop.example/a" },
      },
    ],
    ["problem+json", { type: "about:blank", title: "Sold out", detail: "No unit is left.", code: "SOLD_OUT", left: 3 }],
    ["nested", { error: { code: "SOLD_OUT", message: "No unit is left.", details: {} }, request_id: "req_51secret" }],
    ["graphql", { errors: [{ message: "No unit is left.", extensions: { code: "SOLD_OUT" } }], data: null }],
  ])("recognises the envelope %s", (envelope, body) => {
    expect(parseContract(adoptText(har([{ ...soldOut, body }])).yaml).toJSON()).toMatchObject({ envelope });
  });

  test("names the line of the entry, or its number if the file is one line", () => {
    const lines = har([limited, soldOut]).split("\n");
    const { errors } = adoptText(lines.join("\n"));
    for (const { source } of errors) {
      expect(source.file).toBe("recorded.har");
      expect(lines.slice(source.line - 1, source.line + 2).join(" ")).toMatch(/^ {6}\{\s+"request": \{/);
    }
    const inOneLine = adoptText(har([limited, soldOut], 0)).errors;
    expect(inOneLine.map(({ source }) => source.file)).toEqual(["recorded.har entry 1", "recorded.har entry 2"]);
  });

  test("leaves a status open if a code occurred with several", () => {
    const { open } = adoptText(har([soldOut, { ...soldOut, status: 400 }]));
    expect(open).toMatchObject([
      { code: "SOLD_OUT", choices: [409, 400], reason: expect.stringContaining("conflict: ") },
    ]);
  });

  test("reads failures that were sent with 200, whose status stays open", () => {
    const { open, yaml } = adoptText(
      har([
        {
          call: "POST /pay",
          status: 200,
          body: { success: false, error: { code: "CARD_DECLINED", message: "Use another card." } },
        },
      ]),
    );
    expect(open).toMatchObject([
      { code: "CARD_DECLINED", reason: expect.stringContaining("states 200, which is not a status of errors") },
    ]);
    expect(parseContract(fillOpenStatuses(yaml).text).codes).toContain("CARD_DECLINED");
  });

  test("merges them with a page, and reports a status on which both disagree", () => {
    const text = "# Errors\n\n| Code | Status | When |\n|---|---|---|\n| SOLD_OUT | 410 | The last unit was sold. |\n";
    const { yaml, open } = adopt([{ file: "errors.md", text }], {
      traffic: { files: [{ file: "a.har", text: har([soldOut]) }], parse: parseError },
    });
    expect(open).toMatchObject([{ code: "SOLD_OUT", choices: [410, 409] }]);
    expect(yaml).toContain("when: The last unit was sold.");
  });

  test("decodes base64 in the character set of the media type", () => {
    const body = JSON.stringify({ error: { code: "NAME_TAKEN", message: "Le nom « été » est déjà pris." } });
    const contents = [
      { mimeType: "application/json; charset=utf-8", encoding: "base64", text: Buffer.from(body).toString("base64") },
      {
        mimeType: "application/json; charset=iso-8859-1",
        encoding: "base64",
        text: Buffer.from(body, "latin1").toString("base64"),
      },
    ];
    for (const content of contents)
      expect(adoptText(har([{ call: "POST /names", status: 409, content }])).yaml).toContain(
        "Le nom « été » est déjà pris.",
      );
  });

  test("reports responses without a code or a body, once for each operation", () => {
    const { unread } = adoptText(
      har([
        limited,
        { call: "GET /health/7", status: 502, content: { mimeType: "text/html", text: "<h1>Bad Gateway</h1>" } },
        { call: "GET /health/8", status: 502, content: { mimeType: "text/html", text: "<h1>Bad Gateway</h1>" } },
        { call: "GET /files/1", status: 500, content: {} },
        { call: "GET /aborted", status: 0, content: {} },
      ]),
    );
    expect(unread.map(({ text }) => text)).toEqual([
      "GET /health/{healthId} returned 502",
      "GET /files/{fileId} returned 500",
    ]);
    expect(unread.map(({ reason }) => reason)).toEqual([
      "Its body has no code, so it cannot be an entry of a contract.",
      "Its body was not recorded, or is not text.",
    ]);
  });

  test("leaves out the errors of other hosts with the reason", () => {
    const { decoys, yaml } = adoptText(
      har([
        soldOut,
        limited,
        {
          call: "POST https://ads.example/collect",
          status: 400,
          body: { error: { code: "BAD_PIXEL", message: "No pixel." } },
        },
      ]),
    );
    expect(decoys).toMatchObject([{ name: "BAD_PIXEL", reason: expect.stringContaining("an error of ads.example") }]);
    expect(yaml).not.toContain("BAD_PIXEL");
  });

  test("reads one exchange in JSON on each line", () => {
    const lines = [
      {
        request: { method: "get", url: "/v1/orders/77" },
        response: { status: 404, headers: {}, body: { code: "ORDER_GONE", message: "It was deleted." } },
      },
      {
        request: { method: "GET", url: "/v1/orders" },
        response: {
          status: 429,
          headers: { "retry-after": "3" },
          body: '{"code":"TOO_FAST","message":"Wait a moment."}',
        },
      },
    ].map((line) => JSON.stringify(line));
    const { yaml, errors, unread } = adoptText([lines[0], "", "{broken", lines[1]].join("\n"), "traffic.ndjson");
    expect(errors.map(({ code, source }) => [code, source.line])).toEqual([
      ["ORDER_GONE", 1],
      ["TOO_FAST", 4],
    ]);
    expect(unread).toMatchObject([{ source: { line: 3 } }]);
    expect(yaml).toContain("GET /v1/orders/{orderId}:");
  });
});

describe("secrets of recorded exchanges", () => {
  test("are neither in the contract nor in the report", () => {
    const body = {
      trace: "trace-4711-abcdef",
      server: "ip-10-0-0-7",
      session: 991_827_364,
      list: ["first-secret"],
      error: {
        code: "SOLD_OUT",
        message: "Key sk_live_51secretsecret of bob@shop.example sees https://x.example/?t=1 and 4242424242424242.",
        type: "conflict_error",
        details: { email: "bob@shop.example", "bob@shop.example": 1, nested: { token: "tok_51secret" } },
      },
    };
    const adopted = adoptText(har([{ ...soldOut, body, headers: { "set-cookie": "sid=cookie-secret" } }, limited]));
    expect(adopted.yaml).toContain("Key … of … sees … and ….");
    for (const secret of [
      "trace-4711",
      "ip-10",
      "991827364",
      "first-secret",
      "sk_live",
      "bob@",
      "tok_51",
      "4242",
      "cookie",
      "hunter2",
      "8412",
    ])
      expect(JSON.stringify(adopted)).not.toContain(secret);
  });
});

test("replaces words of the request in messages", () => {
  const body = { error: { code: "NO_SEAT", message: "Row 12 has no seat 4 for Ann." } };
  expect(adoptText(har([{ call: "GET /rows/12/seats?for=Ann", status: 404, body }])).yaml).toContain(
    "message: Row … has no seat 4 for ….",
  );
});

test.each([
  ["no failure", { call: "GET /", status: 200, body: {} }, "No recorded response is an error."],
  ["no code", { call: "GET /a", status: 500, body: {} }, "GET /a returned 500. Its body has no code, so"],
  ["no body", { call: "GET /a", status: 500 }, "GET /a returned 500. Its body was not recorded"],
])("says why a recording with %s has no code", (_, exchange, reason) => {
  const read = (): unknown => adoptText(har([exchange]));
  expect(read).toThrow(/^expected a recorded response with an error code, received none\. /);
  expect(read).toThrow(reason);
});

describe("files that are not recordings", () => {
  const whole = har([soldOut, limited]);
  test.each([
    [
      "a truncated file",
      whole.slice(0, whole.length - 300),
      /received JSON that ends in line \d+ before it is complete/,
    ],
    ["an empty file", "", /received an empty file/],
    ["a page", "<html>", /received a text that is not JSON/],
    ["other JSON", '{"errors": {}}', /received JSON without log.entries/],
    ["a file without entries", '{"log": {"entries": {}}}', /received JSON without log.entries/],
  ])("rejects %s with what it expected, and repeats nothing of it", (_, text, message) => {
    const read = (): unknown => adoptText(text);
    expect(read).toThrow(AdoptError);
    expect(read).toThrow(/^expected HAR 1\.2 in recorded\.har/);
    expect(read).toThrow(message);
  });

  test("reads any JSON as entries without a failure of its own", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.json(),
            fc.record({ request: fc.jsonValue(), response: fc.jsonValue() }).map((one) => JSON.stringify(one)),
          ),
        ),
        (values) => {
          const text = `{"log":{"entries":[${values.join(",")}]}}`;
          try {
            adoptText(text);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  test("reads 20,000 exchanges and a body of 2 MB in bounded time", () => {
    const many = Array.from({ length: 20_000 }, (_, index) => missing(`${index}`));
    const large = {
      call: "GET /large",
      status: 500,
      body: { error: { code: "LARGE", message: "x".repeat(2_000_000) } },
    };
    const { errors, unread } = adoptText(har([...many, large]));
    expect(errors.map(({ code }) => code)).toEqual(["ORDER_NOT_FOUND"]);
    expect(unread.map(({ text }) => text)).toEqual(["GET /large returned 500"]);
  });
});
