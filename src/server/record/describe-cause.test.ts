import { request } from "node:http";
import { expect, test } from "vitest";
import { describeCause, stackFrames } from "./describe-cause.ts";

test("describes a chain of causes in order, each with name, code and message", () => {
  const inner = Object.assign(new Error("connect ECONNREFUSED 10.0.0.5:5432"), { code: "ECONNREFUSED" });
  expect(describeCause(new TypeError("query failed", { cause: inner }))).toBe(
    "TypeError: query failed <- Error ECONNREFUSED: connect ECONNREFUSED 10.0.0.5:5432",
  );
});

test("omits query parameters, malformed JSON and other members", () => {
  const error = Object.assign(new Error("Failed query: insert into t values ($1)\nparams: hunter2,alice"), {
    parameters: ["hunter2"],
    query: "hunter2",
  });
  expect(describeCause(error)).toBe("Error: Failed query: insert into t values ($1)");
  let syntax: unknown;
  try {
    JSON.parse('{"password": hunter2}');
  } catch (thrown) {
    syntax = thrown;
  }
  expect(describeCause(syntax)).toBe("SyntaxError: malformed JSON");
});

test("describes any thrown value without throwing", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const hostile = {
    get message(): string {
      throw new Error("gotcha");
    },
  };
  const circle = new Error("round");
  circle.cause = circle;
  expect(describeCause(proxy)).toBe("an object that cannot be read");
  expect(describeCause(hostile)).toBe("an object that cannot be read");
  expect(describeCause(circle)).toBe("Error: round");
  expect(describeCause(Symbol("x"))).toBe("symbol Symbol(x)");
  expect(describeCause(undefined)).toBeUndefined();
  expect(describeCause(new Error("x".repeat(1_000_000)))?.length).toBeLessThanOrEqual(2_000);
});

test.each([
  ["message", 1_965, (text: string) => new Error(text)] as const,
  ["text", 180, (text: string) => text] as const,
])("does not keep the beginning of a key when it cuts a long %s", (_, length, thrown) => {
  expect(describeCause(thrown(`${"x".repeat(length)} img_live_${"4fK9xQ2mZ8".repeat(4)}`))).not.toContain("4fK9");
});

test("returns the frames of a stack without its message", () => {
  const frames = stackFrames(new Error("hunter2\nhunter3").stack);
  expect(frames).toMatch(/^at /);
  expect(frames).not.toContain("hunter");
});

test.each([
  ["BigInt", (text: string) => BigInt(text)],
  ["RegExp", (text: string) => new RegExp(`(${text}`)],
  ["flags of a RegExp", (text: string) => new RegExp("a", text)],
  ["name of a header", (text: string) => new Headers({ [text]: "a" })],
  ["value of a header", (text: string) => new Headers({ a: `${text}\0` })],
  ["name of a header of node:http", (text: string) => request({ headers: { [text]: "a" } })],
  ["method of fetch", (text: string) => new Request("http://x", { method: text })],
  ["method of node:http", (text: string) => request({ method: text })],
  ["currency", (currency: string) => new Intl.NumberFormat("en", { style: "currency", currency })],
  ["time zone", (timeZone: string) => new Intl.DateTimeFormat("en", { timeZone })],
  ["unit", (unit: string) => new Intl.NumberFormat("en", { style: "unit", unit })],
  ["style", (style: string) => new Intl.NumberFormat("en", { style: style as "unit" })],
  ["encoding", (encoding: string) => Buffer.from("a", encoding as "hex")],
  ["entry", (text: string) => new Map([text] as never)],
  ["JSON", (text: string) => JSON.parse(text) as unknown],
])("does not keep an input that the runtime quotes: %s", (_, run) => {
  let thrown: unknown;
  try {
    run("diabetes, type 2");
  } catch (error) {
    thrown = error;
  }
  expect(describeCause(thrown)).toMatch(/^(Type|Range|Syntax)Error/);
  expect(describeCause(thrown)).not.toContain("diabetes");
});

test("keeps other messages of the runtime", () => {
  const messages = ["Cannot convert undefined or null to object", "Cannot convert a Symbol value to a string"];
  for (const message of messages) expect(describeCause(new TypeError(message))).toBe(`TypeError: ${message}`);
});
