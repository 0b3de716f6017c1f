import { type Reply, send, sendRaw } from "./client.ts";
import { origin } from "./shop.ts";
import { hanging } from "./throw-named.ts";

/** The response that a row requires. */
export interface Expectation {
  readonly status: number;
  /** Code of the error. The body is the contract's envelope with it, and it is recorded. @default no error */
  readonly code?: string | undefined;
  /** Message of the error. @default that of the code */
  readonly message?: string;
  readonly details?: object;
  /** Body of a response that is not an error, or whose error cannot be sent. @default "" */
  readonly body?: string;
  /** Values of headers; null for one that must be absent. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Code that is recorded although it is not sent. @default `code` */
  readonly recorded?: string;
  /** Whether the error is recorded as one that the operation does not declare. @default false */
  readonly isUndeclared?: boolean;
  /** Whether the framework responds before the adapter is called, so that the response has no request id. @default false */
  readonly isForeign?: boolean;
  /** Whether the connection is cut before the body is complete. @default false */
  readonly isCut?: boolean;
  /** Whether there is no response, because the client has disconnected. @default false */
  readonly isAborted?: boolean;
}

/** One ordinary request, and the response that every adapter must return. */
export interface Row {
  readonly id: string;
  readonly group: string;
  /** Names the request, as the table shows it. */
  readonly title: string;
  readonly expect: Expectation;
  /** Sends the request. @returns undefined if there is no response */
  readonly run: (port: number) => Promise<Reply | undefined>;
}

/** Messages of the codes. */
export const messages: Readonly<Record<string, string>> = {
  BODY_TOO_LARGE: "The request body is too large.",
  FAILED: "Something went wrong.",
  HEADERS_TOO_LARGE: "The request headers are too large.",
  INVALID_ORDER: "The order is invalid.",
  MALFORMED_BODY: "The body is malformed.",
  MALFORMED_REQUEST: "The request is not well-formed HTTP.",
  METHOD_NOT_ALLOWED: "This path does not support this method.",
  NOT_IMPLEMENTED: "This method is not implemented.",
  ROUTE_NOT_FOUND: "No operation matches this path.",
  SOLD_OUT: "Sold out.",
  TOO_MANY: "Slow down.",
  UNSUPPORTED_TYPE: "Send JSON.",
  URI_TOO_LONG: "The URL is too long.",
};

/** Returns the request id that a row sends. */
export function requestIdOf({ id }: Pick<Row, "id">): string {
  return `conformance-${id}`;
}

const failed: Expectation = { status: 500, code: "FAILED" };
const notFound: Expectation = { status: 404, code: "ROUTE_NOT_FOUND" };
const foreignNotFound: Expectation = { ...notFound, isUndeclared: true };
const malformed: Expectation = { status: 400, code: "MALFORMED_BODY" };
const tooLarge: Expectation = {
  status: 413,
  code: "BODY_TOO_LARGE",
  details: { maxBytes: 1_000 },
  headers: { connection: "close" },
};
/** The result of a framework that passes an invalid escape to the handler. */
export const undecodedPath: Expectation = {
  status: 404,
  code: "ORDER_NOT_FOUND",
  message: "Order %E0%A4%A was not found.",
  details: { orderId: "%E0%A4%A" },
};
const notAllowed: Expectation = {
  status: 405,
  code: "METHOD_NOT_ALLOWED",
  details: { allow: ["GET", "HEAD", "OPTIONS"] },
  headers: { allow: "GET, HEAD, OPTIONS" },
};
/** The result of a request whose body the framework does not read. */
export const emptyOrder: Expectation = {
  status: 422,
  code: "INVALID_ORDER",
  details: {
    fields: [
      { field: "sku", code: "required" },
      { field: "quantity", code: "required" },
    ],
  },
};
const cutStream: Expectation = { status: 200, body: "data: 1\n\n", recorded: "FAILED", isCut: true };
const order = '{"sku":"a","quantity":2}';
const preflight = { origin, "access-control-request-method": "GET" };

/** The suite. */
export const rows: readonly Row[] = [
  ...group("Requests", {
    ok: ["a request", { status: 200, body: '{"ok":true}' }, get("/ok")],
    valid: ["a valid body", { status: 201, body: order }, post("/orders", order)],
    "malformed-json": ["malformed JSON", malformed, post("/echo", '{"sku": ')],
    "empty-json": ["an empty JSON body", malformed, post("/orders", "")],
    "wrong-type": [
      "a body of another type",
      { status: 415, code: "UNSUPPORTED_TYPE" },
      post("/orders", order, "text/plain"),
    ],
    invalid: [
      "a body that the framework's validator rejects",
      { status: 422, code: "INVALID_ORDER", details: { fields: [{ field: "quantity", code: "too_small" }] } },
      post("/orders", '{"sku":"a","quantity":0}'),
    ],
    "too-large": ["a body over the limit, declared", tooLarge, post("/echo", JSON.stringify("x".repeat(2_000)))],
    "too-large-chunked": ["a body over the limit, chunked", tooLarge, post("/echo", chunked)],
    "bad-escape": [
      "an invalid escape in the path",
      { status: 400, code: "MALFORMED_REQUEST" },
      get("/orders/%E0%A4%A"),
    ],
    "long-url": [
      "a URL of 9000 characters",
      { status: 414, code: "URI_TOO_LONG", details: { maxBytes: 8_192 }, headers: { connection: "close" } },
      get(`/ok?${"q".repeat(9_000)}`),
    ],
    "huge-headers": [
      "20 KiB of headers",
      { status: 431, code: "HEADERS_TOO_LARGE", headers: { connection: "close" } },
      raw(`GET /ok HTTP/1.1\r\nHost: shop\r\nX-Huge: ${"x".repeat(20_480)}\r\n\r\n`),
    ],
    "not-http": [
      "a header that is not HTTP",
      { status: 400, code: "MALFORMED_REQUEST", headers: { connection: "close" } },
      raw("GET /ok HTTP/1.1\r\nHost: shop\r\nno colon\r\n\r\n"),
    ],
    "bad-chunk": [
      "a chunk without a length",
      { status: 400, code: "MALFORMED_REQUEST", headers: { connection: "close" } },
      raw(
        "POST /echo HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      ),
    ],
    upload: ["a multipart upload", { status: 200, body: '{"files":1}' }, upload(false)],
    "cut-upload": ["a multipart body that ends early", malformed, upload(true)],
  }),
  ...group("Routing", {
    "unknown-route": ["an unknown path", notFound, get("/nothing")],
    "unknown-in-sub-router": ["an unknown path in a sub-router", notFound, get("/sub/nothing")],
    "wrong-method": ["a wrong method", notAllowed, get("/ok", { method: "DELETE" })],
    "wrong-method-in-sub-router": ["a wrong method in a sub-router", notAllowed, get("/sub/ok", { method: "DELETE" })],
    "unknown-method": [
      "a method that no route has",
      { status: 501, code: "NOT_IMPLEMENTED" },
      get("/ok", { method: "PURGE" }),
    ],
    head: ["HEAD", { status: 200 }, get("/ok", { method: "HEAD" })],
    "head-error": [
      "HEAD that fails",
      {
        status: 404,
        recorded: "ORDER_NOT_FOUND",
        headers: { "errata-code": "ORDER_NOT_FOUND", "content-length": "135" },
      },
      get("/orders/7", { method: "HEAD" }),
    ],
    options: ["OPTIONS", { status: 204, headers: { allow: "GET, HEAD, OPTIONS" } }, get("/ok", { method: "OPTIONS" })],
    "options-unknown": ["OPTIONS of an unknown path", notFound, get("/nothing", { method: "OPTIONS" })],
    preflight: [
      "a CORS preflight",
      { status: 204, headers: { "access-control-allow-origin": origin } },
      get("/ok", { method: "OPTIONS", headers: preflight }),
    ],
  }),
  ...group("Errors", {
    contract: [
      "an error of the contract",
      { status: 404, code: "ORDER_NOT_FOUND", message: "Order 7 was not found.", details: { orderId: "7" } },
      get("/orders/7"),
    ],
    undeclared: [
      "an error that the operation does not declare",
      { status: 409, code: "SOLD_OUT", isUndeclared: true },
      get("/throw/undeclared"),
    ],
    "retry-after": [
      "an error with a time to wait",
      { status: 429, code: "TOO_MANY", headers: { "retry-after": "7" } },
      get("/throw/retry-after"),
    ],
    error: ["an Error", failed, get("/throw/error")],
    async: ["an Error after waiting", failed, get("/throw/async")],
    "http-errors": ["404 of http-errors", foreignNotFound, get("/throw/http-errors")],
    "http-errors-500": ["503 of http-errors, exposed", failed, get("/throw/http-errors-500")],
    boom: ["404 of boom", foreignNotFound, get("/throw/boom")],
    "http-exception": ["404 as Hono's HTTPException", foreignNotFound, get("/throw/http-exception")],
    "nest-exception": ["404 as Nest's HttpException", foreignNotFound, get("/throw/nest-exception")],
    zod: [
      "a ZodError",
      { status: 422, code: "INVALID_ORDER", details: { fields: [{ field: "sku", code: "invalid" }] } },
      get("/throw/zod"),
    ],
    axios: ["404 of another API, from axios", failed, get("/throw/axios")],
    object: ["an object with a status and headers", failed, get("/throw/object")],
    string: ["a string", failed, get("/throw/string")],
    number: ["a number", failed, get("/throw/number")],
    undefined: ["undefined", failed, get("/throw/undefined")],
    null: ["null", failed, get("/throw/null")],
    middleware: ["an Error in a middleware", failed, get("/middleware")],
    hook: ["an Error in a hook", failed, get("/hook")],
    handled: [
      "an Error that the app's error handler handles",
      { status: 200, body: '{"handled":true}' },
      get("/handled"),
    ],
    "handler-fails": ["an Error in the app's error handler", failed, get("/handler-fails")],
    "returned-conflict": [
      "a returned 409 of another shape",
      { status: 409, code: "HTTP_409", message: "The request failed with status 409.", isUndeclared: true },
      get("/returned/conflict"),
    ],
    "returned-text": ["a returned 500 with text", failed, get("/returned/text")],
  }),
  ...group("Responses", {
    response: ["a response that its schema rejects", failed, get("/response")],
    unserialisable: ["a response with a BigInt", failed, get("/unserialisable")],
    late: ["an Error after the head", { status: 200, body: "partial", recorded: "FAILED", isCut: true }, get("/late")],
    events: ["server-sent events", { status: 200, body: "data: 1\n\ndata: 2\n\ndata: 3\n\n" }, get("/events")],
    "broken-events": ["an Error within server-sent events", cutStream, get("/broken-events")],
    abort: ["a client that disconnects", { status: 499, recorded: "REQUEST_CANCELLED", isAborted: true }, abort],
  }),
  ...group("Environment", {
    "other-copy": [
      "an error of another copy of the package",
      { status: 409, code: "SOLD_OUT", isUndeclared: true },
      get("/throw/other-copy"),
    ],
    reloaded: [
      "an error of a contract that was loaded again",
      {
        status: 404,
        code: "ORDER_NOT_FOUND",
        message: "Order reloaded was not found.",
        details: { orderId: "reloaded" },
      },
      get("/throw/reloaded"),
    ],
  }),
];

type Run = (port: number, id: string) => Promise<Reply | undefined>;

function group(
  name: string,
  of: Readonly<Record<string, readonly [title: string, expect: Expectation, run: Run]>>,
): readonly Row[] {
  return Object.entries(of).map(([id, [title, expect, run]]) => ({
    id,
    group: name,
    title,
    expect,
    run: (port) => run(port, requestIdOf({ id })),
  }));
}

function get(path: string, { headers, ...init }: RequestInit = {}): Run {
  return (port, id) => send(port, path, { ...init, headers: { origin, "x-request-id": id, ...headers } });
}

function post(path: string, body: string | (() => ReadableStream<Uint8Array>), type = "application/json"): Run {
  return (port, id) =>
    send(port, path, {
      method: "POST",
      headers: { origin, "x-request-id": id, "content-type": type },
      body: typeof body === "string" ? body : body(),
      duplex: "half",
    } as RequestInit);
}

function chunked(): ReadableStream<Uint8Array> {
  const letters = "x".repeat(1_000);
  return new Blob(['"', letters, letters, '"']).stream();
}

function raw(bytes: string): Run {
  return (port) => sendRaw(port, bytes);
}

/** @param isCut whether the body lacks its closing delimiter */
function upload(isCut: boolean): Run {
  const lines = [
    "--b",
    'Content-Disposition: form-data; name="file"; filename="a.txt"',
    "Content-Type: text/plain",
    "",
  ];
  const body = [...lines, "text", ...(isCut ? [] : ["--b--", ""])].join("\r\n");
  return post("/upload", body, "multipart/form-data; boundary=b");
}

/** Disconnects while the handler works, and lets it fail once the server has seen that. */
async function abort(port: number, id: string): Promise<undefined> {
  const controller = new AbortController();
  const started = new Promise<void>((resolve) => {
    hanging.onStart = resolve;
  });
  const reply = send(port, "/hang", { headers: { "x-request-id": id }, signal: controller.signal });
  // A server that does not start the handler in time ends the request by its timeout.
  await Promise.race([started, reply]);
  controller.abort();
  await reply;
  // A request that follows is served after the server has read the end of the first connection.
  await send(port, "/ok");
  hanging.release();
}
