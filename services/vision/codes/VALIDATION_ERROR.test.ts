import { describe, expect, it } from "vitest";
import { expectVisionError } from "../../testing/expect-vision-error.ts";
import type { Reply } from "../../testing/http-client.ts";
import { picture } from "../../testing/picture.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { visionDemo } from "../../testing/recording/vision-demo.ts";
import { inBothForms } from "../../testing/running-vision.ts";

interface Problem {
  readonly field: string;
  readonly location: string;
  readonly code: string;
  readonly message: string;
}

describe("VALIDATION_ERROR", () => {
  recordsExchange(visionDemo, "VALIDATION_ERROR", {
    steps: [as("lab").get("/v1/images?limit=1000", { note: "a limit of 1000" })],
    works: as("lab").get("/v1/images?limit=10", { note: "a limit of 10" }),
  });

  inBothForms()((running) => {
    function expectInvalid(reply: Reply, ...problems: Problem[]): void {
      const errors = problems.length > 0 ? problems : reply.json.error?.details.errors;
      const field = errors?.[0].field ?? reply.json.detail.field;
      expectVisionError(running(), reply, 422, {
        code: "VALIDATION_ERROR",
        message: "Invalid request parameters",
        details: { field, ...(errors && { errors }) },
      });
    }

    const fieldOf = (reply: Reply): string => (reply.json.detail ?? reply.json.error.details).field;

    it("returns the published example for an invalid query parameter", async () => {
      const account = await running().openAccount();
      const reply = await account.get("/v1/images?limit=1000");
      expectInvalid(reply, {
        field: "limit",
        location: "query",
        code: "too_large",
        message: reply.json.error?.details.errors[0].message,
      });
      if (!running().unified) {
        expect(reply.text).toBe(
          '{"detail":{"code":"VALIDATION_ERROR","message":"Invalid request parameters","field":"limit"}}',
        );
      }
    });

    it.each([
      ["GET", "/v1/images?limit=0", undefined, "limit"],
      ["GET", "/v1/images?cursor=zzz", undefined, "cursor"],
      ["GET", "/v1/images?limt=5", undefined, "limt"],
      ["GET", "/v1/account?x=1", undefined, "x"],
      ["POST", "/v1/rules", {}, "name"],
      ["POST", "/v1/rules", [], "body"],
      ["POST", "/v1/rules", { name: "a", conditions: [] }, "conditions"],
      ["POST", "/v1/rules", { name: "a", conditions: [{ fact: "size" }] }, "conditions.0.fact"],
      [
        "POST",
        "/v1/rules",
        { name: "a", conditions: [{ fact: "width", is: "at_least", value: "9" }] },
        "conditions.0.value",
      ],
      ["POST", "/v1/rules", { name: "a\u0000b", conditions: [{ fact: "text", is: "including", value: "x" }] }, "name"],
      [
        "POST",
        "/v1/rules",
        { name: "a", conditions: [{ fact: "text", is: "including", value: "\ud800" }] },
        "conditions.0.value",
      ],
      [
        "POST",
        "/v1/schemas",
        { name: "a", fields: [{ name: "a", type: "string", description: "\u0000" }] },
        "fields.0.description",
      ],
      ["POST", "/v1/analyses", { imageIds: ["a"], prompt: "What is \ud800?" }, "prompt"],
      ["POST", "/v1/schemas", { name: "a", fields: [{ name: "1a", type: "string" }] }, "fields.0.name"],
      ["POST", "/v1/schemas", { name: "a", fields: [{ name: "__proto__", type: "string" }] }, "fields.0.name"],
      ["POST", "/v1/keys", { scopes: ["admin"] }, "scopes.0"],
      ["POST", "/v1/keys", { scopes: ["images:read"], expiresInDays: 0 }, "expiresInDays"],
      ["POST", "/v1/analyses", { imageIds: [] }, "imageIds"],
      ["POST", "/v1/analyses", { imageIds: ["a", "a"] }, "imageIds"],
      ["POST", "/v1/analyses", { imageIds: Array.from({ length: 21 }, (_, index) => `i${index}`) }, "imageIds"],
      ["POST", "/v1/analyses", { imageIds: ["a"], model: "best" }, "model"],
    ])("returns for %s %s with %j the field %s", async (method, path, body, field) => {
      const account = await running().openAccount();
      const reply = await account.send(method, path, body && JSON.stringify(body), {
        "Content-Type": "application/json",
      });
      expectInvalid(reply);
      expect(fieldOf(reply)).toBe(field);
    });

    it("is returned for a file that is not one of the five image types, or not the declared one", async () => {
      const account = await running().openAccount();
      const png = await picture();
      const zip = new Uint8Array([0x50, 0x4b, 5, 6, ...new Uint8Array(18)]);
      const uploads = [
        await account.upload("/v1/images", "<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "image/svg+xml"),
        await account.upload("/v1/images", "no image", "a.png", "image/png"),
        await account.upload("/v1/images", png, "a.jpg", "image/jpeg"),
        await account.upload("/v1/images", new Uint8Array([...png, ...zip]), "a.png", "image/png"),
        await account.upload("/v1/images", "", "a.png", "image/png"),
        await account.send("POST", "/v1/images", png, { "Content-Type": "image/gif" }),
        await account.sendForm("/v1/images", ["--X--\r\n"]),
      ];
      for (const reply of uploads) {
        expectInvalid(reply);
        expect(fieldOf(reply)).toBe("file");
      }
      expect((await account.get("/v1/images")).json.items).toEqual([]);
    });
  });
});
