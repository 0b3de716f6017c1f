import { expect, test } from "vitest";
import { contract } from "../contract/index.ts";
import { boundary } from "./boundary.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
  operations: { "POST /orders": ["SOLD_OUT"] },
});

/** Options by their type; a value of any other type is rejected. */
const functions = ["formatter", "localizeDetails", "warn", "record", "fieldErrors", "clock"];
const booleans = ["codeHeader", "replaceUncatalogued", "routes", "checkDetails", "captureStacks"];
const objects = ["operations", "authenticate", "translate", "constraints"];
const texts = ["docs", "publicUrl"];
const numbers = ["maxUriLength", "maxBodyBytes", "bodyDeadlineMs", "outageRetryMs"];

test.each([
  ...functions.map((name) => [name, [null, 5, "x", {}, true]] as const),
  ...booleans.map((name) => [name, [null, 0, "true", {}]] as const),
  ...objects.map((name) => [name, [null, 5, "x", true]] as const),
  ...texts.map((name) => [name, [null, 5, "", {}, true]] as const),
  ...numbers.map((name) => [name, [null, "5", Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, {}, true]] as const),
])("boundary() rejects the option %s if it has another type", (name, values) => {
  for (const value of values)
    expect(() => boundary(shop, { [name]: value }), String(value)).toThrow(new RegExp(`xpected .*${name}.* to be `));
});

test.each([
  [{ bogus: 1 }, /^Expected the options of boundary to be some of maxUriLength, .*, received "bogus"/],
  [
    { authenticate: { schema: "Bearer" } },
    /^Expected the options of boundary: authenticate to be some of scheme, realm/,
  ],
  [{ authenticate: { realm: 5 } }, /authenticate\.realm to be a text/],
  [{ authenticate: { scheme: 5 } }, /authenticate\.scheme to be the name of a scheme/],
  [{ operations: { "POST /orders": { maxBodyByte: 5 } } }, /operations\["POST \/orders"\] to be some of maxBodyBytes/],
  [{ operations: { "POST /orders": { lengthRequired: "yes" } } }, /lengthRequired to be a boolean, received "yes"/],
  [{ operations: { "POST /orders": { produces: "text/csv" } } }, /produces to be a list/],
  [{ operations: [] }, /boundary: operations to be an object/],
  [{ docs: "javascript:alert(1)" }, /boundary: docs to be an address/],
  [{ docs: "data:text/html,#" }, /boundary: docs to be an address/],
  [{ docs: "https://#" }, /boundary: docs to be an address/],
  [{ translate: {} }, /boundary: translate to be a list/],
  [{ translate: [5] }, /boundary: translate\[0\] to be a rule with a function `translate`, received 5/],
  [{ translate: [null] }, /boundary: translate\[0\] to be a rule/],
  [{ translate: [{ name: "x" }] }, /boundary: translate\[0\] to be a rule/],
  [{ constraints: [] }, /boundary: constraints to be an object/],
  [{ constraints: { a: "NOPE" } }, /boundary: constraints\["a"\] to be a function, received "NOPE"/],
  [{ operations: { "POST /order": {} } }, /to be an operation of contract "shop"/],
])("boundary() rejects %j", (options, message) => {
  expect(() => boundary(shop, options as never)).toThrow(message);
});
