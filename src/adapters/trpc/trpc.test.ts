import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { initTRPC, TRPCError } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { boundary, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { fromTRPCError, toTRPCError, trpcErrorFormatter } from "./index.ts";

const { error } = shop;
const secret = "s3cret-postgres";
const occurrences: Occurrence[] = [];
const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
const t = initTRPC.create({ errorFormatter: trpcErrorFormatter(shopBoundary), isDev: true });
const thrown: Readonly<Record<string, () => unknown>> = {
  contract: () => error.ORDER_NOT_FOUND({ orderId: "7" }),
  translated: () => toTRPCError(error.ORDER_NOT_FOUND({ orderId: "7" })),
  masked: () => error.SECRET_NOT_FOUND(),
  error: () => new Error(secret),
  object: () => ({ status: 404, message: secret }),
  string: () => secret,
  null: () => null,
  "trpc-404": () => new TRPCError({ code: "NOT_FOUND", message: secret, cause: new Error(secret) }),
  "trpc-409": () => new TRPCError({ code: "CONFLICT", message: secret }),
  "trpc-500": () => new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: secret }),
};
const router = t.router({
  order: t.procedure.input(z.object({ sku: z.string() })).mutation(({ input }) => input.sku),
  broken: t.procedure.output(z.object({ count: z.number() })).query(() => ({ total: secret }) as any),
  fail: t.procedure.input(z.string()).query(({ input }): string => {
    throw thrown[input]?.();
  }),
});

let server: Server;
let url = "";
beforeAll(async () => {
  server = createHTTPServer({ router }).listen(0, "127.0.0.1") as unknown as Server;
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());
beforeEach(() => void occurrences.splice(0));

const client = () => createTRPCClient<typeof router>({ links: [httpLink({ url })] });
const failureOf = async (call: Promise<unknown>): Promise<TRPCClientError<typeof router>> => {
  const failure: unknown = await call.catch((caught) => caught);
  if (failure instanceof TRPCClientError) return failure;
  throw new Error("Expected a failure of the procedure.");
};

test.each(["contract", "translated"])(
  "code, details, status and message survive the way to the client: %s",
  async (what) => {
    const failure = await failureOf(client().fail.query(what));
    const received = fromTRPCError(failure, shop);
    expect([received?.code, received?.details, received?.message]).toEqual([
      "ORDER_NOT_FOUND",
      { orderId: "7" },
      "No order has the id 7.",
    ]);
    expect([failure.data?.httpStatus, failure.data?.code, failure.message]).toEqual([
      404,
      "NOT_FOUND",
      "No order has the id 7.",
    ]);
    expect(occurrences.map(({ code, route }) => [code, route])).toEqual([["ORDER_NOT_FOUND", "fail"]]);
    expect(failure.data?.errata.requestId).toBe(occurrences[0]?.requestId);
  },
);

test.each([
  ["error", 500, "INTERNAL"],
  ["object", 500, "INTERNAL"],
  ["string", 500, "INTERNAL"],
  ["null", 500, "INTERNAL"],
  ["trpc-500", 500, "INTERNAL"],
  ["trpc-404", 404, "ROUTE_NOT_FOUND"],
  ["trpc-409", 409, "HTTP_409"],
  ["masked", 404, "SECRET_NOT_FOUND"],
])("a thrown %s is %i %s on the wire, without its text and its stack", async (what, status, code) => {
  const response = await fetch(`${url}/fail?input=${encodeURIComponent(JSON.stringify(what))}`);
  const text = await response.text();
  expect([response.status, (JSON.parse(text) as any).error.data.errata.code]).toEqual([status, code]);
  expect(text).not.toContain(secret);
  expect(text).not.toContain("stack");
  expect(occurrences.map((occurrence) => occurrence.code)).toEqual([code]);
});

test("a wrong input is the code of invalid_request with its fields, a wrong output an internal error", async () => {
  const input = fromTRPCError(await failureOf(client().order.mutate({ sku: 1 } as any)), shop);
  expect([input?.code, input?.details]).toEqual([
    "INVALID",
    [expect.objectContaining({ field: "sku", code: "invalid_type" })],
  ]);
  expect(fromTRPCError(await failureOf(client().broken.query()), shop)?.code).toBe("INTERNAL");
});

test("malformed JSON, an unknown procedure and a wrong method are errors of the contract", async () => {
  const codeOf = async (path: string, init?: RequestInit): Promise<unknown> =>
    ((await (await fetch(url + path, init)).json()) as any).error.data.errata.code;
  const headers = { "content-type": "application/json" };
  expect(await codeOf("/order", { method: "POST", body: "{", headers })).toBe(shop.conditions.malformed_body);
  expect(await codeOf("/nothing")).toBe("ROUTE_NOT_FOUND");
  expect(await codeOf("/order")).toBe("METHOD_NOT_ALLOWED");
});

test("a server-side caller gets the error back, and a failed connection is not an error of the contract", async () => {
  const failure = await t
    .createCallerFactory(router)({})
    .fail("contract")
    .catch((caught: TRPCError) => caught);
  expect(fromTRPCError(failure as TRPCError, shop)?.code).toBe("ORDER_NOT_FOUND");
  const offline = createTRPCClient<typeof router>({ links: [httpLink({ url: "http://127.0.0.1:1" })] });
  expect(fromTRPCError(await failureOf(offline.fail.query("error")), shop)).toBeUndefined();
});
