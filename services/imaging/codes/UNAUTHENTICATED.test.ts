import { describe, expect, it } from "vitest";
import { expectError } from "../../testing/expect-error.ts";
import { imagingDemo } from "../../testing/recording/imaging-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { anonymous, as } from "../../testing/recording/scenario.ts";
import { onEveryEngine } from "../../testing/running-imaging.ts";

describe("UNAUTHENTICATED", () => {
  recordsExchange(imagingDemo, "UNAUTHENTICATED", {
    steps: [anonymous().get("/v1/partner", { note: "no Authorization header" })],
    works: as("acme").get("/v1/partner", { note: "with a key" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["GET", "/v1/customers"],
      ["POST", "/v1/customers"],
      ["DELETE", "/v1/customers/cus_000000000000000000000000"],
    ])("returns 401 for %s %s without a key", async (method, path) => {
      const reply = await running().client().send(method, path);
      expectError(reply, 401, { code: "UNAUTHENTICATED", message: "An API key is required." });
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="imaging"');
      expect(reply.headers.get("retry-after")).toBeNull();
      expect(reply.headers.get("x-should-retry")).toBe("false");
    });

    it("returns 204 for OPTIONS and CORS preflights, which carry no key", async () => {
      const options = await running().client().send("OPTIONS", "/v1/customers");
      expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
      const cors = { Origin: "https://example.com", "Access-Control-Request-Method": "POST" };
      const preflight = await running().client().send("OPTIONS", "/v1/customers", undefined, cors);
      expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    });

    it("returns 401 for a credential of another scheme", async () => {
      const reply = await running().client().get("/v1/customers", { Authorization: "Basic dXNlcjpwYXNz" });
      expectError(reply, 401, { code: "UNAUTHENTICATED", message: "An API key is required." });
    });
  });
});
