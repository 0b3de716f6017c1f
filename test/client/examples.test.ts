import { afterAll, beforeAll, expect, it } from "vitest";
import { readCustomer } from "../../examples/client.ts";
import { nameOf } from "../../examples/openapi-fetch.ts";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { answer, refuse } from "./faults.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await faultServer();
});
afterAll(() => server.close());

it("the example of a typed client says what to do", async () => {
  server.plan(refuse(503, "BUSY", { "retry-after-ms": "20" }), answer(200, { data: { id: "cus_1" } }));
  expect(await readCustomer(server.url, "key", "cus_1")).toBe("found");
  server.plan(refuse(404, "CUSTOMER_NOT_FOUND"));
  expect(await readCustomer(server.url, "key", "cus_1")).toBe("there is no customer cus_1");
});

it("the example of a generated client is wrapped in one line", async () => {
  server.plan(refuse(503, "BUSY", { "retry-after-ms": "20" }), answer(200, { name: "lamp" }));
  expect(await nameOf(server.url, "7")).toBe("lamp");
  server.plan(refuse(404, "GONE", { "x-request-id": "req-1" }));
  expect(await nameOf(server.url, "7")).toBe("GONE - 404 - It is GONE. - req-1");
});
