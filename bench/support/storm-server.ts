import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { contract } from "errata";
import { nodeListener } from "errata/node";
import { boundary } from "errata/server";
import { openSupport } from "errata/support";

/** Serves one operation that fails and one that succeeds. Usage: storm-server.ts <options of openSupport as JSON, or nothing> */
const options = process.argv[2];
const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    NOT_FOUND: { kind: "not_found", when: "The path does not exist.", message: "Not found." },
    FAILED: { kind: "internal", when: "An unexpected error occurred.", message: "Unexpected server error." },
  },
  operations: { "GET /fail": ["SOLD_OUT"], "GET /succeed": [] },
  always: ["NOT_FOUND", "FAILED"],
});
const support = options === undefined ? undefined : await openSupport(JSON.parse(options));
const shopBoundary = boundary(shop, {
  record: support?.record ?? (() => undefined),
  recordSuccess: support?.recordSuccess,
});
const server = createServer(
  nodeListener(shopBoundary, (request, response) => {
    if (request.url === "/fail") throw shop.error.SOLD_OUT(undefined, { cause: new Error("no unit in warehouse 7") });
    response.end("{}");
  }),
);
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.once("message", async () => {
  await support?.flush();
  const [writer] = (await support?.writers(1)) ?? [];
  await support?.close();
  process.send?.(writer?.dropped ?? 0);
});
process.on("disconnect", () => process.exit());
