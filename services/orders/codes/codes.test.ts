import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { blackPng } from "../../testing/png-file.ts";
import { conversion, newOrder, orderPath, ordersDemo, uploadTable } from "../../testing/recording/orders-demo.ts";
import { recordsConditions } from "../../testing/recording/records-conditions.ts";
import { recordsOperations } from "../../testing/recording/records-operations.ts";
import { as } from "../../testing/recording/scenario.ts";
import { orders } from "../contract.ts";

it("each of the 26 published codes and 5 extensions has one test file", () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /^(?!codes)\w+\.test\.ts$/.test(file));
  expect(files.sort()).toEqual(orders.codes.map((code) => `${code}.test.ts`).sort());
  expect(orders.codes).toHaveLength(31);
});

recordsConditions(ordersDemo, {
  account: "ada",
  get: "/v1/account",
  post: "/v1/orders",
  json: { type: "inspect" },
  bodyBytes: orders.limits.bodyBytes,
});

const ada = as("ada");
const json = { "Content-Type": "application/json" };

recordsOperations(ordersDemo, [
  ada.get("/v1/plans"),
  ada.get("/v1/usage/movements"),
  ada.get("/v1/tokens"),
  ada.post(
    "/v1/tokens",
    { scopes: ["orders:read"] },
    { note: "creates a token that can only read orders", capture: { tokenId: "/id" } },
  ),
  ada.delete("/v1/tokens/{{tokenId}}", { note: "revokes the token" }),
  newOrder("ada", conversion),
  ada.send("PATCH", orderPath, { json: { quantity: 500 } }, { note: "changes the quantity", headers: json }),
  uploadTable("ada"),
  ada.get(`${orderPath}/files`),
  newOrder("ada", { type: "images_to_pdf", quantity: 2 }),
  uploadTable("ada", { fileName: "page.png", type: "image/png", content: new Uint8Array(blackPng(8, 8)) }),
  ada.get(`${orderPath}/files`, { note: "lists its files", capture: { fileId: "/items/0/id" } }),
  ada.delete(`${orderPath}/files/{{fileId}}`, { note: "removes the file" }),
  ada.post(
    "/v1/webhooks",
    { url: "https://receiver.example/hook" },
    { note: "creates a webhook", capture: { webhookId: "/id" } },
  ),
  ada.post("/v1/webhooks/{{webhookId}}/test", undefined, {
    note: "sends a test event",
    capture: { deliveryId: "/id" },
  }),
  ada.get("/v1/webhooks/{{webhookId}}/deliveries"),
  ada.post("/v1/webhooks/{{webhookId}}/deliveries/{{deliveryId}}/replay", undefined, { note: "sends it again" }),
  ada.delete("/v1/webhooks/{{webhookId}}"),
  as("bob").delete("/v1/tokens", { note: "revokes all tokens of the user" }),
]);
