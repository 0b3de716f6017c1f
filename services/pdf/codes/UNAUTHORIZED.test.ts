import { describe, expect, it } from "vitest";
import { expectPdfError, onEveryEngine } from "../../testing/running-pdf.ts";

describe("UNAUTHORIZED", () => {
  onEveryEngine((running) => {
    it.each([
      ["GET", "/v1/workspace"],
      ["POST", "/v1/pdfs"],
      ["GET", "/v1/pdfs/doc_0/content"],
      ["DELETE", "/v1/designs/dsn_000000000000000000000000"],
    ])("answers %s %s without a credential, and names the scheme", async (method, path) => {
      const reply = await running().client().send(method, path);
      expectPdfError(reply, "UNAUTHORIZED", "A credential is required.");
      expect(reply.headers.get("www-authenticate")).toBe('Bearer realm="pdf"');
    });

    it.each(["Basic dXNlcjpwYXNz", "Bearer", "Bearer  "])(
      "answers the header %j, which carries none",
      async (header) => {
        const reply = await running().client().get("/v1/workspace", { Authorization: header });
        expectPdfError(reply, "UNAUTHORIZED", "A credential is required.");
      },
    );

    it("does not answer what anyone may ask: the contract, the keys that verify tokens, signing in, OPTIONS", async () => {
      const anyone = running().client();
      expect((await anyone.get("/.well-known/errata.json")).json).toMatchObject({ name: "pdf" });
      expect((await anyone.get("/.well-known/jwks.json")).json).toEqual({ keys: expect.any(Array) });
      expect((await anyone.post("/v1/sessions", {})).status).toBe(400);
      const options = await anyone.send("OPTIONS", "/v1/pdfs");
      expect([options.status, options.headers.get("allow")]).toEqual([204, "GET, HEAD, OPTIONS, POST"]);
    });
  });
});
