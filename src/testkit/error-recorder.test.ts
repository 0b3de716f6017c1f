import { expect, it } from "vitest";
import { contract } from "../contract/index.ts";
import { boundary, type Occurrence } from "../server/index.ts";
import { errorRecorder } from "./index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." },
  },
  operations: { "POST /orders": ["SOLD_OUT"] },
});

/** A boundary whose handler throws or returns a value. */
function serve(options?: Parameters<typeof errorRecorder>[1]) {
  const record = errorRecorder(shop, options);
  const served = boundary(shop, { record, warn: () => undefined });
  const send = (handler: () => Response | Promise<Response>, path = "/orders"): Promise<Response> => {
    const headers = { "x-request-id": "request-0001" };
    return served.handle(new Request(`http://localhost${path}`, { method: "POST", headers }), handler);
  };
  return { record, send };
}

it("keeps the errors that leave the boundary, and passes them to another recorder", async () => {
  const others: Occurrence[] = [];
  const { record, send } = serve({ record: (occurrence) => others.push(occurrence) });
  await send(() => {
    throw shop.error.SOLD_OUT();
  });
  expect(record.occurrences).toMatchObject([{ code: "SOLD_OUT", operation: "POST /orders" }]);
  expect(others).toEqual(record.occurrences);
});

it("expectDeclared accepts declared errors and those of conditions", async () => {
  const { record, send } = serve();
  await send(() => {
    throw shop.error.SOLD_OUT();
  });
  await send(() => {
    throw new TypeError("x");
  });
  await send(() => new Response("ok"), "/nothing");
  expect(() => record.expectDeclared()).not.toThrow();
});

it("expectDeclared fails once for undeclared and uncatalogued errors, with the operation and the fix", async () => {
  const checks: (() => void)[] = [];
  const { send } = serve({ afterEach: (check) => void checks.push(check) });
  await send(() => {
    throw shop.error.ORDER_NOT_FOUND(undefined, { note: "row is archived" });
  });
  await send(() => Response.json({ message: "I'm a teapot" }, { status: 418 }));
  expect(checks).toHaveLength(1);
  expect(checks[0]).toThrow(`expected only declared errors of shop, received 2 others:
- POST /orders responded with ORDER_NOT_FOUND (404), which it does not declare. Add the code to the operation, or raise another. (request request-0001; row is archived)
- POST /orders returned a response with status 418 that is not an error of the contract. Throw an error of the contract instead. (request request-0001; `);
  expect(checks[0]).not.toThrow();
  await send(() => new Response("gone", { status: 410 }));
  expect(checks[0]).toThrow("received 1 other:\n- POST /orders returned a response with status 410");
});
