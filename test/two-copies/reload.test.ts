import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AnyContract } from "errata";
import { nodeListener } from "errata/node";
import { boundary, type Occurrence } from "errata/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createViteServer } from "vitest/node";
import { listen } from "../conformance/node-server.ts";

const contractOf = (message: string): string => `
  import { contract } from "errata";
  export const shop = contract({
    name: "shop",
    version: "1.0.0",
    envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
    errors: {
      ORDER_NOT_FOUND: {
        kind: "not_found",
        when: "No order has the id.",
        message: ${JSON.stringify(message)},
        details: { type: "object", properties: { orderId: { type: "string" } }, required: ["orderId"] },
      },
    },
    operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
  });
`;
const handler = `
  import { shop } from "./contract.ts";
  export const copy = shop;
  export function handle() {
    throw shop.error.ORDER_NOT_FOUND({ orderId: "7" });
  }
`;

let folder = "";
let vite: Awaited<ReturnType<typeof createViteServer>>;
beforeAll(async () => {
  // Within the package, so that errata is found.
  folder = await mkdtemp(fileURLToPath(new URL(".reload-", import.meta.url)));
  await writeFile(join(folder, "contract.ts"), contractOf("Order {orderId} was not found."));
  await writeFile(join(folder, "handler.ts"), handler);
  vite = await createViteServer({
    root: folder,
    configFile: false,
    logLevel: "error",
    appType: "custom",
    server: { middlewareMode: true, hmr: false, ws: false },
    // Vite compiles the library too, so the app has another copy of it than the boundary.
    ssr: { noExternal: ["errata"], resolve: { conditions: ["errata-source", "node", "module", "default"] } },
  });
});
afterAll(async () => {
  await vite?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a boundary that outlives a reload of its contract sends the errors of both copies", async () => {
  const { shop } = (await vite.ssrLoadModule("/contract.ts")) as { shop: AnyContract };
  const occurrences: Occurrence[] = [];
  const record = (occurrence: Occurrence): void => void occurrences.push(occurrence);
  const copies = new Set<unknown>();
  const listener = nodeListener(boundary(shop, { record, warn: () => undefined }), async () => {
    const module = await vite.ssrLoadModule("/handler.ts");
    copies.add(module.copy);
    module.handle();
  });
  const { port, close } = await listen(createServer(listener));
  const send = async (): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/orders/7`);
    return [response.status, await response.json()];
  };
  try {
    const details = { orderId: "7" };
    const expected = [404, { error: { code: "ORDER_NOT_FOUND", message: "Order 7 was not found.", details } }];
    expect(await send()).toEqual(expected);
    // Vite reloads the module when its watcher has seen the change.
    await writeFile(join(folder, "contract.ts"), contractOf("There is no order {orderId}."));
    await expect.poll(async () => [await send(), copies.size]).toEqual([expected, 2]);
    expect(new Set(occurrences.map(({ code, undeclared }) => `${code} ${undeclared}`))).toEqual(
      new Set(["ORDER_NOT_FOUND false"]),
    );
  } finally {
    await close();
  }
});
