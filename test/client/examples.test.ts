import { afterAll, beforeAll, expect, it } from "vitest";
import { readCustomer } from "../../examples/client.ts";
import { nameOf } from "../../examples/openapi-fetch.ts";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { reject, respond } from "./faults.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await faultServer();
});
afterAll(() => server.close());

it("the example of a typed client reports what to do", async () => {
  server.plan(reject(503, "BUSY", { "retry-after-ms": "20" }), respond(200, { data: { id: "cus_1" } }));
  expect(await readCustomer(server.url, "key", "cus_1")).toBe("found");
  server.plan(reject(404, "CUSTOMER_NOT_FOUND"));
  expect(await readCustomer(server.url, "key", "cus_1")).toBe("there is no customer cus_1");
});

it("the example of a generated client retries and reports the error", async () => {
  server.plan(reject(503, "BUSY", { "retry-after-ms": "20" }), respond(200, { name: "lamp" }));
  expect(await nameOf(server.url, "7")).toBe("lamp");
  server.plan(reject(404, "GONE", { "x-request-id": "req-1" }));
  expect(await nameOf(server.url, "7")).toBe("GONE - 404 - It is GONE. - req-1");
});
