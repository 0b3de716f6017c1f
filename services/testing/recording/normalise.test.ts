import { randomBytes, randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { normaliser } from "./normalise.ts";
import type { SentResponse } from "./send-request.ts";

/** Responses of one run: a created customer with a key, and an error that mentions the customer and the first request. */
function responses(): SentResponse[] {
  const [first, second] = [randomUUID(), randomUUID()];
  const customer = `cus_${randomBytes(12).toString("hex")}`;
  const key = `img_live_${randomBytes(16).toString("hex")}`;
  const json = ["Content-Type", "application/json"] as const;
  return [
    {
      status: 201,
      headers: [json, ["X-Request-Id", first], ["Date", new Date().toUTCString()], ["Connection", "keep-alive"]],
      body: Buffer.from(JSON.stringify({ id: customer, key, partner: "par_00000000000000000000a001" })),
    },
    {
      status: 409,
      headers: [["x-request-id", second], json, ["Original-Request", first], ["Connection", "close"]],
      body: Buffer.from(JSON.stringify({ customer, requestId: second })),
    },
  ];
}

it("two runs with other random values are recorded alike, with lengths unchanged", () => {
  const runs = [responses(), responses()];
  const [one, other] = runs.map((run) => run.map(normaliser("CUSTOMER_EXISTS")));
  expect(one).toEqual(other);
  for (const [index, { text }] of (one ?? []).entries()) expect(text).toHaveLength(runs[0]?.[index]?.body.length ?? 0);
});

it("the same value has the same stand-in in all responses, and ids of the demo are kept", () => {
  const [created, conflict] = responses().map(normaliser("CUSTOMER_EXISTS"));
  const { id, key, partner } = JSON.parse(created?.text ?? "");
  expect(JSON.parse(conflict?.text ?? "")).toEqual({ customer: id, requestId: conflict?.headers["x-request-id"] });
  expect(conflict?.headers).toMatchObject({
    connection: "close",
    "original-request": created?.headers["x-request-id"],
  });
  expect([partner, key.slice(0, 16)]).toEqual(["par_00000000000000000000a001", "img_live_EXAMPLE"]);
});

it("the secret of a webhook keeps its prefix and its length only", () => {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const headers: [string, string][] = [["content-type", "application/json"]];
  const { text = "" } = normaliser("X")({ status: 201, headers, body: Buffer.from(JSON.stringify({ secret })) });
  expect(text).toMatch(/^\{"secret":"whsec_(?:EXAMPLE)+/);
  expect(text).toHaveLength(secret.length + 13);
});

it("names are in lower case and sorted, without the date and a connection that stays open", () => {
  const [created] = responses().map(normaliser("CUSTOMER_EXISTS"));
  expect(Object.keys(created?.headers ?? {})).toEqual(["content-type", "x-request-id"]);
});
