import { parseContract } from "errata/load";
import { z } from "zod";
import { type AnyContract, contract } from "../contract/index.ts";
import { type CompleteResponse, expectError } from "./index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: {
      kind: "conflict",
      when: "No unit is left.",
      message: "Only {left} left.",
      details: z.object({ left: z.number(), sku: z.string(), shelves: z.array(z.object({ id: z.string() })) }),
    },
    GONE: { kind: "not_found", when: "No order has the id.", message: "Gone." },
  },
});
declare const response: Response;
declare const complete: CompleteResponse;
declare const either: Response | Promise<Response>;

const details = { left: 1, sku: "a", shelves: [{ id: "s" }] };
(await expectError(shop, response, "SOLD_OUT", { details })).details.left.toFixed();
await expectError(shop, response, "SOLD_OUT", { details: { ...details, sku: /^a/, shelves: [{ id: /^s/ }] } });
await expectError(shop, either, "SOLD_OUT", { detailsInclude: { shelves: [{}] } });
expectError(shop, complete, "GONE").message?.trim();
expectError(shop, complete, "GONE").details satisfies undefined;
await expectError(shop, response, "ROUTE_NOT_FOUND");
await expectError(shop, response, "METHOD_NOT_ALLOWED", { details: { allow: ["GET"] } });
await expectError(shop, response, "HTTP_418");

// @ts-expect-error: a code that the contract does not have
await expectError(shop, response, "SOLD");
// @ts-expect-error: details of another type
await expectError(shop, response, "SOLD_OUT", { details: { ...details, left: "1" } });
// @ts-expect-error: a member is missing
await expectError(shop, response, "SOLD_OUT", { details: { left: 1 } });
// @ts-expect-error: a member that the code does not declare
await expectError(shop, response, "SOLD_OUT", { detailsInclude: { right: 1 } });
// @ts-expect-error: the code has no details
await expectError(shop, response, "GONE", { details: { left: 1 } });
// @ts-expect-error: a string is not a response
await expectError(shop, "response", "GONE");

// Any text can be a code of a contract that the compiler does not know.
const loaded = parseContract("name: shop");
await expectError(loaded, response, "ANY_CODE", { details: { any: 1 }, detailsInclude: { other: [] } });
declare const any: AnyContract;
await expectError(any, response, "ANY_CODE", { details: { any: 1 } });

// A condition has the code that the contract maps it to.
const mapped = contract({
  name: "mapped",
  version: "1.0.0",
  errors: { GONE: { kind: "not_found", when: "No order has the id.", message: "Gone." } },
  conditions: { unknown_route: "GONE" },
});
expectError(mapped, complete, "GONE").details satisfies undefined;
// @ts-expect-error: GONE replaces the default code
await expectError(mapped, response, "ROUTE_NOT_FOUND");
