import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { boundary } from "errata/server";
import { afterAll, beforeAll, expect, it } from "vitest";
import { contract } from "../../../contract/index.ts";
import { openSupport, type Support } from "../../../support/index.ts";
import { main, newFolder, root, runHere } from "../../testing/index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." },
    INTERNAL: { kind: "internal", when: "The server failed.", message: "Something went wrong." },
  },
  operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND", "INTERNAL"] },
});

let folder: string;
let database: string;
let support: Support;
let requestId: string;
let time = Date.UTC(2026, 4, 4, 9, 30);

beforeAll(async () => {
  folder = await newFolder();
  database = join(folder, "support.db");
  support = await openSupport({ database, node: "n1", version: "1.0.0" });
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
  requestId = await fail(shop.error.ORDER_NOT_FOUND(undefined, { note: "row \u001b[31m is archived" }));
  await fail(new Error("no connection"), "beta");
});
afterAll(async () => {
  await support.close();
  await rm(folder, { recursive: true });
});

/** Causes an error one second after the last one. @returns the id of the request */
async function fail(thrown: Error, tenant = "acme", more: Readonly<Record<string, string>> = {}): Promise<string> {
  time += 1_000;
  const shopBoundary = boundary(shop, { record: support.record, clock: () => time });
  const request = new Request("http://shop.example/orders/o_1", {
    headers: { "idempotency-key": "order-2026-05-04", ...more },
  });
  const response = await shopBoundary.handle(request, (_request, context) => {
    context.tenant = tenant;
    throw thrown;
  });
  await support.flush();
  return response.headers.get("x-request-id") ?? "";
}

it("prints the last errors, the newest last, filtered", async () => {
  const all = await runHere(["tail", "--database", database, "--no-follow"]);
  expect([all.code, all.stderr]).toEqual([0, ""]);
  expect(all.stdout.trim().split("\n")).toEqual([
    `2026-05-04T09:30:01.000Z  404  ORDER_NOT_FOUND  GET /orders/{orderId}  acme  ${requestId}  0 ms`,
    expect.stringMatching(/^2026-05-04T09:30:02.000Z {2}500 {2}INTERNAL {2}GET \/orders\/\{orderId\} {2}beta /),
  ]);
  const filtered = await runHere(["tail", "--database", database, "--no-follow", "--tenant", "beta", "--json"]);
  expect(JSON.parse(filtered.stdout)).toMatchObject({
    code: "INTERNAL",
    tenant: "beta",
    cause: "Error: no connection",
  });
});

it("prints new errors as they are stored, until it is interrupted", async () => {
  const words = [...main, "tail", "--database", database, "-n", "1"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  expect((await lines.next()).value).toContain("INTERNAL");
  const id = await fail(shop.error.ORDER_NOT_FOUND());
  expect((await lines.next()).value).toContain(id);
  // Another node stores its last batch later.
  time -= 1_500;
  const late = await fail(shop.error.ORDER_NOT_FOUND());
  expect((await lines.next()).value).toContain(late);
  time += 1_500;
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([0, null]);
});

it("errata explain prints the stored error of a request id, of a pasted body and of an idempotency key", async () => {
  for (const text of [requestId, JSON.stringify({ error: { code: "X", request_id: requestId } })]) {
    const { code, stdout } = await runHere(["explain", text, "--database", database]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# ORDER_NOT_FOUND 404 \(not_found\)\n/);
    expect(stdout).toContain(`- Request: ${requestId}\n`);
    expect(stdout).toContain("- Effect: nothing happened\n- Charged: no\n- Retry: no\n");
    // A client could write to the terminal of whoever looks its request up.
    expect(stdout).toContain("- Note: row [31m is archived\n");
  }
  const names = { "x-request-id": "request-of-acme", "idempotency-key": '"import/of-monday"' };
  await fail(shop.error.ORDER_NOT_FOUND(), "acme", names);
  for (const text of Object.values(names))
    expect((await runHere(["explain", text, "--database", database])).stdout).toContain("- Request: request-of-acme\n");
  const byKey = await runHere(["explain", "order-2026-05-04", "--database", database]);
  expect(byKey.stdout).toMatch(/# ORDER_NOT_FOUND [\s\S]+\n# INTERNAL /);
});

it("rejects a database that does not exist, and a number of lines that is none", async () => {
  const missing = await runHere(["tail", "--database", join(folder, "no.db")]);
  expect([missing.code, missing.stderr]).toEqual([
    1,
    expect.stringMatching(/expected a database at .+no\.db, found nothing/),
  ]);
  const invalid = await runHere(["tail", "-n", "many", "--database", database]);
  expect([invalid.code, invalid.stderr]).toEqual([2, expect.stringContaining("--lines to be a number from 0 to 500")]);
});
