import { expect, test } from "vitest";
import { pathTemplate } from "./path-template.ts";

test.each([
  ["/", "/"],
  ["/v1/orders", "/v1/orders"],
  ["/v1/orders/42", "/v1/orders/{orderId}"],
  ["/api/2/orders/42/items/7", "/api/{id}/orders/{orderId}/items/{itemId}"],
  ["/v2.1/categories/123e4567-e89b-12d3-a456-426614174000", "/v2.1/categories/{categoryId}"],
  ["/customers/cus_NffrFeUfNV2Hib/invoices", "/customers/{customerId}/invoices"],
  ["/api-keys/01ARZ3NDEKTSV4RRFFQ69G5FAV", "/api-keys/{apiKeyId}"],
  ["/users/bob%40shop.example", "/users/{userId}"],
  ["/orders/1/2", "/orders/{orderId}/{orderId2}"],
  ["/days/2026-11-29", "/days/{dayId}"],
  ["/boxes/7/status", "/boxes/{boxId}/status"],
  ["/oauth2/token", "/oauth2/token"],
  ["/account-settings/notifications", "/account-settings/notifications"],
])("writes %s as %s", (path, template) => {
  expect(pathTemplate(path)).toBe(template);
});
