import { describe, expect, it } from "vitest";
import { ordersDemo } from "../../testing/recording/orders-demo.ts";
import { recordsExchange } from "../../testing/recording/records-exchange.ts";
import { as } from "../../testing/recording/scenario.ts";
import { expectOrdersError, onEveryEngine } from "../../testing/running-orders.ts";
import { scopes } from "../accounts/caller.ts";

const message = "The request is not valid.";
const columnsOf = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, {}]));

describe("VALIDATION_FAILED", () => {
  recordsExchange(ordersDemo, "VALIDATION_FAILED", {
    steps: [as("ada").post("/v1/orders", { type: "fax", quantity: 0 }, { note: "no such type" })],
    works: as("ada").post("/v1/orders", { type: "inspect" }, { note: "a type of order" }),
  });

  onEveryEngine((running) => {
    it("is returned for an invalid body with every field", async () => {
      const user = await running().openUser();
      const options = { pageSize: "A3", margin: -1, colour: "red" };
      const reply = await user.post("/v1/orders", { type: "images_to_pdf", quantity: 0.5, options });
      expectOrdersError(reply, "VALIDATION_FAILED", message, reply.json.details);
      expect(reply.json.details.map(({ field, code }: any) => [field, code])).toEqual([
        ["quantity", "invalid_type"],
        ["options.pageSize", "not_allowed"],
        ["options.margin", "too_small"],
        ["options.colour", "unknown_field"],
      ]);
      expect((await user.get("/v1/orders")).json.items).toEqual([]);
    });

    it.each([
      ["", "body", "invalid_format"],
      ["{", "body", "invalid_format"],
      ["{}", "type", "required"],
      ['{"type":7}', "type", "invalid_type"],
      ['{"type":"fax"}', "type", "not_allowed"],
      ["[]", "body", "invalid_type"],
    ])("is returned for the body %j", async (body, field, code) => {
      const user = await running().openUser();
      const reply = await user.send("POST", "/v1/orders", body, { "Content-Type": "application/json" });
      expectOrdersError(reply, "VALIDATION_FAILED", message, reply.json.details);
      expect(reply.json.details).toMatchObject([{ field, location: "body", code }]);
    });

    it.each([
      ["without a file", [], { field: "file", code: "required" }],
      [
        "with an unknown field",
        ['--X\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n'],
        { field: "note" },
      ],
    ])("is returned for an upload %s, and nothing is stored", async (_, parts, fault) => {
      const user = await running().openUser();
      const path = await user.newOrder();
      const reply = await user.sendForm(`${path}/file`, [...parts, "--X--\r\n"]);
      expectOrdersError(reply, "VALIDATION_FAILED", message, reply.json.details);
      expect(reply.json.details).toMatchObject([fault]);
      expect((await user.get(path)).json.files).toEqual({ required: 1, uploaded: 0 });
    });

    it.each([
      ["/v1/orders", { type: "csv_to_json", options: { columns: columnsOf(1_001) } }, "options.columns"],
      ["/v1/tokens", { scopes: Array(9).fill("orders:read") }, "scopes"],
      ["/v1/webhooks", { url: "https://receiver.example", events: Array(9).fill("order.failed") }, "events"],
    ])("is returned by POST %s for a list above its bound", async (path, body, field) => {
      const reply = await (await running().openUser()).post(path, body);
      expect([reply.status, reply.json.code, reply.json.details[0].field]).toEqual([400, "VALIDATION_FAILED", field]);
    });

    it("lists the allowed scopes of a token, which are not secrets", async () => {
      const reply = await (await running().openUser()).post("/v1/tokens", { scopes: ["orders:eat"] });
      const allowed = scopes.map((scope) => `"${scope}"`).join("|");
      expect(reply.json.details[0].message).toBe(`Invalid option: expected one of ${allowed}.`);
    });

    it("is not returned for types of 1,000 columns", async () => {
      await (await running().openUser()).newOrder({ type: "csv_to_json", options: { columns: columnsOf(1_000) } });
    });

    it("is returned for options that no type has, and for a quantity below the number of uploaded files", async () => {
      const user = await running().openUser();
      const path = await user.newOrder({ type: "images_to_pdf", quantity: 3 });
      await user.uploadImage(path);
      await user.uploadImage(path);
      const patch = (body: object) =>
        user.send("PATCH", path, JSON.stringify(body), { "Content-Type": "application/json" });
      expect((await patch({ options: { margin: "wide" } })).json).toMatchObject({
        code: "VALIDATION_FAILED",
        details: [{ field: "options.margin", code: "invalid_type" }],
      });
      expect((await patch({ quantity: 1 })).json).toMatchObject({
        code: "VALIDATION_FAILED",
        details: [{ field: "quantity", code: "too_small" }],
      });
      expect((await patch({ quantity: 2 })).json).toMatchObject({ status: "uploaded", quantity: 2 });
    });
  });
});
