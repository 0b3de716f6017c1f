import { describe, expect, it } from "vitest";
import { pdfDemo } from "../../testing/recording/pdf-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { anonymous, as } from "../../testing/recording/scenario.ts";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("UNAUTHORIZED", () => {
  recordsExchange(pdfDemo, "UNAUTHORIZED", {
    steps: [anonymous().get("/v1/workspace", { note: "no Authorization header" })],
    works: as("atlas").get("/v1/workspace", { note: "with a key" }),
  });

  onEveryEngine((running) => {
    it.each([
      ["GET", "/v1/workspace"],
      ["POST", "/v1/pdfs"],
      ["GET", "/v1/pdfs/doc_0/content"],
      ["DELETE", "/v1/designs/dsn_000000000000000000000000"],
    ])("returns 401 with the scheme for %s %s without a credential", async (method, path) => {
      const reply = await running().client().send(method, path);
      expectPdfError(reply, "UNAUTHORIZED", "A credential is required.");
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="pdf"');
    });

    it.each(["Basic dXNlcjpwYXNz", "Bearer", "Bearer  "])(
      "returns 401 for the header %j, which has no credential",
      async (header) => {
        const reply = await running().client().get("/v1/workspace", { Authorization: header });
        expectPdfError(reply, "UNAUTHORIZED", "A credential is required.");
      },
    );

    it("requires no credential for the contract, the keys that verify tokens, signing in and OPTIONS", async () => {
      const anyone = running().client();
      expect((await anyone.get("/.well-known/errata.json")).json).toMatchObject({ name: "pdf" });
      expect((await anyone.get("/.well-known/jwks.json")).json).toEqual({ keys: expect.any(Array) });
      expect((await anyone.post("/v1/sessions", {})).status).toBe(400);
      const options = await anyone.send("OPTIONS", "/v1/pdfs");
      expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
    });
  });
});
