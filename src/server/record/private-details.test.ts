import { inspect } from "node:util";
import { expect, it } from "vitest";
import { ApiError, contract } from "../../contract/index.ts";
import { boundary } from "../boundary.ts";
import type { Occurrence } from "./occurrence.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    PHONE_UNVERIFIED: {
      kind: "permission_denied",
      when: "The phone number is not verified.",
      message: "Verify your phone number.",
      details: {
        type: "object",
        properties: { phone: { type: "string" }, attempts: { type: "number" } },
        additionalProperties: false,
      },
      private: ["phone"],
    },
  },
  operations: { "POST /orders": ["PHONE_UNVERIFIED"] },
});
const phone = "+43 1 4000";
const raise = () => shop.error.PHONE_UNVERIFIED({ phone, attempts: 2 });

it("sends a private detail to the caller, and records nothing of it", async () => {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence) });
  const response = await shopBoundary.handle(new Request("http://localhost/orders", { method: "POST" }), () => {
    throw raise();
  });
  expect(await response.json()).toMatchObject({ phone, attempts: 2 });
  expect(occurrences).toHaveLength(1);
  expect(inspect(occurrences, { depth: 10 })).not.toContain(phone);
});

it("leaves a private detail out of JSON, spreads and inspection, but not of the error", () => {
  const error = raise();
  expect(error.details).toEqual({ phone, attempts: 2 });
  expect(error.toJSON().details).toEqual({ attempts: 2 });
  for (const text of [JSON.stringify(error), JSON.stringify({ ...error }), inspect(error), `${error.stack}`])
    expect(text).not.toContain(phone);
  expect(ApiError.from(error.toJSON(), shop).details).toEqual({ attempts: 2 });
});

it("exports the names of private details, and loads them again", () => {
  const exported = JSON.parse(JSON.stringify(shop));
  expect(exported.errors.PHONE_UNVERIFIED.private).toEqual(["phone"]);
  expect(contract(exported).entries.get("PHONE_UNVERIFIED")?.private).toEqual(["phone"]);
});
