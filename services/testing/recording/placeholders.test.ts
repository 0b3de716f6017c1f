import { expect, it } from "vitest";
import { replacePlaceholders, valueAt } from "./placeholders.ts";

it("replaces placeholders in every text, and repeats the text of {{a*3}}", () => {
  const request = {
    path: "/v1/{{id}}?q={{a*3}}",
    headers: { Authorization: "Bearer {{key.acme}}" },
    list: ["{{id}}", 1],
  };
  expect(replacePlaceholders(request, { id: "cus_1", "key.acme": "k" })).toEqual({
    path: "/v1/cus_1?q=aaa",
    headers: { Authorization: "Bearer k" },
    list: ["cus_1", 1],
  });
});

it("throws an error that names a placeholder without a value", () => {
  expect(() => replacePlaceholders("{{orderId}}", { uuid: "u" })).toThrow(/\{\{orderId\}\}.*uuid/);
});

it("finds values by JSON Pointer", () => {
  const body = { items: [{ "a/b": 1 }] };
  expect([valueAt(body, "/items/0/a~1b"), valueAt(body, "/items/1/id"), valueAt(body, "")]).toEqual([
    1,
    undefined,
    body,
  ]);
});
