import { sValidator } from "@hono/standard-validator";
import { zValidator } from "@hono/zod-validator";
import { type } from "arktype";
import { Hono } from "hono";
import { validator as honoValidator } from "hono/validator";
import { validator } from "hono-openapi";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { boundary, type Occurrence } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { type BoundaryEnv, honoBoundary, type ValidationOutcome, validationHook } from "./index.ts";

const Order = z.object({ sku: z.string(), size: z.enum(["s", "m"]), quantity: z.coerce.number().min(1) });
const secret = "hunter2-hunter2";
const expected = [
  { field: "sku", code: "required" },
  { field: "size", code: "required" },
  { field: "quantity", code: "too_small" },
];

function createApp(): { app: Hono<BoundaryEnv>; occurrences: Occurrence[] } {
  const occurrences: Occurrence[] = [];
  const shopBoundary = boundary(shop, { record: (occurrence) => occurrences.push(occurrence), warn: () => undefined });
  return { app: honoBoundary(new Hono<BoundaryEnv>(), shopBoundary), occurrences };
}

async function fieldsOf(response: Response): Promise<unknown> {
  const text = await response.text();
  expect([response.status, text.includes(secret)]).toEqual([400, false]);
  const { error } = JSON.parse(text);
  expect(error.code).toBe("INVALID");
  return error.details.map(({ field, code }: { field: string; code: string }) => ({ field, code }));
}

describe("a body that does not match its schema returns the contract's code, without the received values", () => {
  const { app, occurrences } = createApp();
  app.post("/zod", zValidator("json", Order, validationHook), (c) => c.json(c.req.valid("json")));
  app.post("/standard", sValidator("json", Order, validationHook), (c) => c.json(c.req.valid("json")));
  app.post("/openapi", validator("json", Order, validationHook), (c) => c.json(c.req.valid("json")));
  const Valibot = v.object({
    sku: v.string(),
    size: v.picklist(["s", "m"]),
    quantity: v.pipe(v.number(), v.minValue(1)),
  });
  app.post("/valibot", sValidator("json", Valibot, validationHook), (c) => c.json(c.req.valid("json")));
  const Ark = type({ sku: "string", size: "'s' | 'm'", quantity: "number >= 1" });
  app.post("/arktype", sValidator("json", Ark, validationHook), (c) => c.json(c.req.valid("json")));

  // As @hono/valibot-validator, @hono/arktype-validator and @hono/typebox-validator call their hooks.
  const calls: Readonly<Record<string, (data: any) => ValidationOutcome>> = {
    "/vValidator": (data) => ({ ...v.safeParse(Valibot, data), target: "json" }),
    "/arktypeValidator": (data) => {
      const errors = Ark(data);
      return errors instanceof type.errors ? { success: false, data, errors } : { success: true, data };
    },
    "/tbValidator": (data) =>
      data.quantity > 0
        ? { success: true, data }
        : {
            success: false,
            errors: [
              { type: 45, path: "/sku", value: undefined, message: "Expected required property" },
              { type: 54, path: "/sku", value: undefined, message: "Expected string" },
              { type: 62, path: "/size", value: undefined, message: "Expected required property" },
              { type: 39, path: "/quantity", value: 0, message: "Expected number to be greater or equal to 1" },
            ],
          },
  };
  for (const [path, outcomeOf] of Object.entries(calls))
    app.post(
      path,
      honoValidator("json", (data) => {
        validationHook(outcomeOf(data));
        return data;
      }),
      (c) => c.json(c.req.valid("json") as object),
    );

  const post = (path: string, body: string) =>
    app.request(path, { method: "POST", body, headers: { "content-type": "application/json" } });

  test.each(["/zod", "/standard", "/openapi", "/valibot", "/arktype", ...Object.keys(calls)])("%s", async (path) => {
    occurrences.length = 0;
    const fields = (await fieldsOf(await post(path, JSON.stringify({ quantity: 0, note: secret })))) as unknown[];
    expect(fields).toEqual(expect.arrayContaining(expected));
    expect(fields).toHaveLength(3);
    expect(occurrences).toMatchObject([{ code: "INVALID", uncatalogued: false }]);
    const passed = await post(path, JSON.stringify({ sku: "a", size: "s", quantity: 2 }));
    expect(await passed.json()).toEqual({ sku: "a", size: "s", quantity: 2 });
    expect((await post(path, "{bad")).status).toBe(400);
  });
});

test.each([
  ["query", "/search?limit=0", {}],
  ["form", "/search", { method: "POST", body: new URLSearchParams({ limit: "0" }) }],
  ["header", "/search", { headers: { limit: "0" } }],
  ["cookie", "/search", { headers: { cookie: "limit=0" } }],
] as const)("an invalid %s is reported", async (target, path, init) => {
  const { app, occurrences } = createApp();
  const Limit = z.object({ limit: z.coerce.number().min(1) });
  app.all("/search", sValidator(target, Limit, validationHook), (c) => c.text("passed"));
  expect(await fieldsOf(await app.request(path, init))).toEqual([{ field: "limit", code: "too_small" }]);
  expect(occurrences).toMatchObject([{ note: "limit too_small" }]);
});

test("without the hook, the response of a validator is recorded as uncatalogued", async () => {
  const { app, occurrences } = createApp();
  app.post("/zod", zValidator("json", Order), (c) => c.text("passed"));
  const init = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
  expect((await app.request("/zod", init)).status).toBe(400);
  expect(occurrences).toMatchObject([{ code: "HTTP_400", uncatalogued: true }]);
});
