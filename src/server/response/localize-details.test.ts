import { expect, test } from "vitest";
import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { boundary } from "../index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    INVALID: {
      kind: "validation_failed",
      when: "A field is invalid.",
      message: "Invalid.",
      details: z.array(z.object({ field: z.string(), message: z.string() })),
    },
    MASKED: { kind: "not_found", when: "No item has the id.", message: "Not found.", masks: ["another tenant's"] },
    FAILED: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  locales: { de: { INVALID: "Ungültig.", MASKED: "Nicht gefunden.", FAILED: "Fehler." } } as never,
});
const calls: [details: unknown, language: string][] = [];
const shopBoundary = boundary(shop, {
  localizeDetails(details, language) {
    calls.push([details, language]);
    return [{ field: "name", message: "Pflichtfeld." }];
  },
});
const send = async (thrown: unknown, language: string) => {
  calls.length = 0;
  const request = new Request("http://x/", { headers: { "Accept-Language": language } });
  const response = await shopBoundary.handle(request, () => {
    throw thrown;
  });
  return await response.text();
};
const invalid = () => shop.error.INVALID([{ field: "name", message: "Required." }]);

test("localizeDetails translates the details of a response in another language", async () => {
  const text = await send(invalid(), "de-AT");
  expect(text).toContain("Ungültig.");
  expect(text).toContain("Pflichtfeld.");
  expect(calls).toEqual([[[{ field: "name", message: "Required." }], "de"]]);
});

test.each(["en", "fr"])(
  "localizeDetails is not called for %s, which gets the contract's language",
  async (language) => {
    expect(await send(invalid(), language)).toContain("Required.");
    expect(calls).toEqual([]);
  },
);

test("localizeDetails is not called for an error without details", async () => {
  expect(await send(shop.error.MASKED(), "de")).toContain("Nicht gefunden.");
  expect(calls).toEqual([]);
});

test("localizeDetails cannot send members that the contract does not declare, and is warned about once", async () => {
  const warnings: string[] = [];
  const { handle } = boundary(shop, {
    localizeDetails: () => [{ field: "name", message: "Pflichtfeld.", received: "hunter2" }],
    warn: (message) => warnings.push(message),
  });
  for (let times = 0; times < 2; times += 1) {
    const response = await handle(new Request("http://x/", { headers: { "Accept-Language": "de" } }), () => {
      throw invalid();
    });
    const text = await response.text();
    expect([response.status, text.includes("Pflichtfeld."), text.includes("hunter2")]).toEqual([422, true, false]);
  }
  expect(warnings).toEqual([expect.stringContaining("received others: 0.received (undeclared)")]);
});
