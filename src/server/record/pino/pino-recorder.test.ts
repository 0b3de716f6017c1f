import { pino } from "pino";
import { expect, test } from "vitest";
import { contract } from "../../../contract/index.ts";
import { boundary } from "../../index.ts";
import { shop } from "../../testing/index.ts";
import { pinoRecorder } from "./pino-recorder.ts";

/** Creates a boundary that logs to an array of lines. */
function createLogged() {
  const lines: string[] = [];
  const shopBoundary = boundary(shop, {
    record: pinoRecorder(pino({}, { write: (line: string) => lines.push(line) })),
    clock: () => 1_000,
  });
  const send = (thrown: unknown, init: RequestInit = {}, target = "/orders/o_1") =>
    shopBoundary.handle(new Request(`http://x${target}`, init), (_request, context) => {
      context.tenant = "t_1";
      throw thrown;
    });
  return { lines, send };
}

test("logs one line per error: at warn below status 500, at error from 500", async () => {
  const { lines, send } = createLogged();
  await send(shop.error.ORDER_NOT_FOUND({ orderId: "o_1" }, { note: "row is archived", cause: new Error("no row") }), {
    headers: { "x-request-id": "request-0001" },
  });
  await send(new TypeError("x is not a function"));
  expect(lines).toHaveLength(2);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    ...{ level: 40, requestId: "request-0001", code: "ORDER_NOT_FOUND", kind: "not_found", status: 404, method: "GET" },
    ...{ route: "/orders/{orderId}", operation: "GET /orders/{orderId}", tenant: "t_1", durationMs: 0 },
    ...{ note: "row is archived", cause: "Error: no row", msg: "ORDER_NOT_FOUND 404 GET /orders/{orderId}" },
  });
  expect(JSON.parse(lines[0] ?? "").stack).toBeUndefined();
  expect(JSON.parse(lines[1] ?? "")).toMatchObject({
    level: 50,
    code: "INTERNAL",
    cause: "TypeError: x is not a function",
    stack: expect.stringMatching(/^at /),
  });
});

test.each([
  ["GET", 20],
  ["HEAD", 20],
  ["POST", 40],
])("logs that the resource is in another state, for %s at level %d", async (method, level) => {
  const lines: string[] = [];
  const jobs = contract({
    name: "jobs",
    version: "1.0.0",
    errors: {
      NOT_READY: { kind: "invalid_state", when: "The job runs.", message: "The job is not ready." },
      FAILED: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
    },
  });
  const record = pinoRecorder(pino({ level: "debug" }, { write: (line: string) => lines.push(line) }));
  await boundary(jobs, { record }).handle(new Request("http://x/jobs/1", { method }), () => {
    throw jobs.error.NOT_READY();
  });
  expect(lines.map((line) => JSON.parse(line).level)).toEqual([level]);
});

test("marks a code that the operation does not declare", async () => {
  const { lines, send } = createLogged();
  await send(shop.error.EMAIL_TAKEN());
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ code: "EMAIL_TAKEN", undeclared: true });
});

test("secrets never reach the body, the headers or the log", async () => {
  const key = "shop_live_4fK9xQ2mZ8vB1nT6yR3wL7pD5sH0jG2c";
  const password = "hunter2-correct-horse";
  const token = `eyJhbGciOiJIUzI1NiJ9.${"eyJzdWIiOiIxMjM0In0"}.c2lnbmF0dXJl`;
  const secrets = [key, password, token, "4111111111111111", "session-cookie-value"];
  const inner = Object.assign(new Error(`connect to postgres://app:${password}@10.0.0.5:5432/shop failed`), {
    query: "SELECT * FROM cards WHERE number = '4111111111111111'",
    parameters: ["4111111111111111", password],
    detail: `Key (email)=(${password}) already exists.`,
    config: { headers: { Authorization: `Bearer ${key}`, Cookie: "sid=session-cookie-value" } },
  });
  const outer = new Error(`Failed query: insert into cards values ($1)\nparams: 4111111111111111,${password}`, {
    cause: inner,
  });
  let broken: unknown;
  try {
    JSON.parse(`{"password": ${password}}`);
  } catch (thrown) {
    broken = thrown;
  }
  const init: RequestInit = {
    method: "POST",
    body: `{"card":"4111111111111111","password":"${password}"}`,
    headers: {
      authorization: `Bearer ${key}`,
      cookie: "sid=session-cookie-value",
      "x-api-key": key,
      "x-request-id": key.slice(0, 5),
    },
  };
  const { lines, send } = createLogged();
  const thrown: readonly unknown[] = [
    outer,
    broken,
    `the key ${key} and the token ${token}`,
    new Error(`Authorization: Bearer ${token}; password=${password}`),
    shop.error.EMAIL_TAKEN(undefined, { cause: outer, note: `key ${key}, password: ${password}` }),
    { issues: [{ message: `Invalid: received "${password}"`, path: ["password"], input: password }] },
    { code: "23505", constraint: "cards_pkey", detail: inner.detail, cause: inner },
  ];
  for (const value of thrown) {
    const response = await send(value, init, `/orders?api_key=${key}`);
    const sent = (await response.text()) + JSON.stringify([...response.headers]);
    for (const secret of [...secrets, "10.0.0.5", "postgres", "insert into", "node_modules", ".ts:"])
      expect(sent).not.toContain(secret);
  }
  expect(lines).toHaveLength(thrown.length);
  for (const secret of secrets) expect(lines.join("")).not.toContain(secret);
});
