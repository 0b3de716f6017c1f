import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import { call, ORPCError, os, type RouterClient } from "@orpc/server";
import { RPCHandler } from "@orpc/server/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { boundary, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { fromORPCError, orpcErrorInterceptor, toORPCError } from "./index.ts";

const { error } = shop;
const secret = "s3cret-postgres";
const occurrences: Occurrence[] = [];
const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
const thrown: Readonly<Record<string, () => unknown>> = {
  contract: () => error.ORDER_NOT_FOUND({ orderId: "7" }),
  translated: () => toORPCError(error.ORDER_NOT_FOUND({ orderId: "7" })),
  masked: () => error.SECRET_NOT_FOUND(),
  error: () => new Error(secret),
  object: () => ({ status: 404, message: secret }),
  string: () => secret,
  null: () => null,
  "orpc-404": () => new ORPCError("NOT_FOUND", { message: secret, data: { secret }, cause: new Error(secret) }),
  "orpc-409": () => new ORPCError("CONFLICT", { message: secret }),
  "orpc-500": () => new ORPCError("INTERNAL_SERVER_ERROR", { message: secret, data: { secret } }),
};
const router = {
  order: os.input(z.object({ sku: z.string() })).handler(({ input }) => input.sku),
  broken: os.output(z.object({ count: z.number() })).handler(() => ({ total: secret }) as any),
  fail: os.input(z.string()).handler(({ input }): string => {
    throw thrown[input]?.();
  }),
};

let server: Server;
let url = "";
beforeAll(async () => {
  const handler = new RPCHandler(router, { clientInterceptors: [orpcErrorInterceptor(shopBoundary)] });
  server = createServer((request, response) => void handler.handle(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => void occurrences.splice(0));

const client = (origin = url): RouterClient<typeof router> => createORPCClient(new RPCLink({ url: origin }));
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable("Expected a failure of the procedure."),
    (caught: unknown) => caught,
  );

test.each(["contract", "translated"])(
  "code, details, status and message survive the way to the client: %s",
  async (what) => {
    const failure = (await failureOf(client().fail(what))) as ORPCError<string, unknown>;
    expect([failure.code, failure.status, failure.data]).toEqual(["ORDER_NOT_FOUND", 404, { orderId: "7" }]);
    const received = fromORPCError(failure, shop);
    expect([received?.code, received?.details, received?.message]).toEqual([
      "ORDER_NOT_FOUND",
      { orderId: "7" },
      "No order has the id 7.",
    ]);
    expect(occurrences.map(({ code, route }) => [code, route])).toEqual([["ORDER_NOT_FOUND", "fail"]]);
  },
);

test.each([
  ["error", 500, "INTERNAL"],
  ["object", 500, "INTERNAL"],
  ["string", 500, "INTERNAL"],
  ["null", 500, "INTERNAL"],
  ["orpc-500", 500, "INTERNAL"],
  ["orpc-404", 404, "ROUTE_NOT_FOUND"],
  ["orpc-409", 409, "HTTP_409"],
  ["masked", 404, "SECRET_NOT_FOUND"],
])("a thrown %s is %i %s on the wire, without its text and its data", async (what, status, code) => {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/fail`, { method: "POST", headers, body: JSON.stringify({ json: what }) });
  const text = await response.text();
  expect([response.status, (JSON.parse(text) as any).json.code]).toEqual([status, code]);
  expect(text).not.toContain(secret);
  expect(occurrences.map((occurrence) => occurrence.code)).toEqual([code]);
});

test("a wrong input is the code of invalid_request with its fields, a wrong output an internal error", async () => {
  const input = fromORPCError(await failureOf(client().order({ sku: 1 } as any)), shop);
  expect([input?.code, input?.details]).toEqual([
    "INVALID",
    [expect.objectContaining({ field: "sku", code: "invalid_type" })],
  ]);
  expect(fromORPCError(await failureOf(client().broken()), shop)?.code).toBe("INTERNAL");
});

test("a server-side caller's error is translated too, and a failed connection is not an error of the contract", async () => {
  const interceptors = [orpcErrorInterceptor(shopBoundary)];
  const failure = await failureOf(call(router.fail, "contract", { interceptors } as any));
  expect(fromORPCError(failure, shop)?.code).toBe("ORDER_NOT_FOUND");
  expect(fromORPCError(await failureOf(client("http://127.0.0.1:1").fail("error")), shop)).toBeUndefined();
});
