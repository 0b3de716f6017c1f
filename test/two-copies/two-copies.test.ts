import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import * as errata from "errata";
import { CallError, client, contractMetadata, match, parseError, parseResponse, withErrata } from "errata/client";
import { apiKeys } from "errata/guards";
import { boundary, type Occurrence } from "errata/server";
import * as store from "errata/store";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

const definition = {
  name: "shop",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?" } },
  errors: {
    SOLD_OUT: {
      kind: "conflict",
      when: "Fewer units are left than the order asks for.",
      message: "Only {left} left.",
      details: z.object({ left: z.number() }),
    },
    INVALID_ORDER: { kind: "invalid_value", when: "The order does not match its schema.", message: "Invalid order." },
    UNAVAILABLE: { kind: "unavailable", when: "The store is down.", message: "Try again later." },
    FAILED: { kind: "internal", when: "A bug.", message: "Something went wrong." },
  },
  operations: { "POST /orders": ["SOLD_OUT", "INVALID_ORDER", "UNAVAILABLE"] },
  conditions: { internal: "FAILED", invalid_request: "INVALID_ORDER", unavailable: "UNAVAILABLE" },
} as const;

/** The library a second time, as a bundle or a package with its own `node_modules` contains it. */
let copy: any;
let copyUrl = "";
let folder = "";
beforeAll(async () => {
  const names = ["errata", "errata/server", "errata/guards", "errata/store", "errata/client"];
  const contents = names.map((name) => `export * as ${name.replace("errata/", "")} from "${name}";`).join("\n");
  folder = await mkdtemp(join(tmpdir(), "errata-copy-"));
  const outfile = join(folder, "copy.mjs");
  await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: "ts" },
    ...({ bundle: true, platform: "node", format: "esm", conditions: ["errata-source"], outfile } as const),
  });
  copyUrl = pathToFileURL(outfile).href;
  copy = await import(/* @vite-ignore */ copyUrl);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const own = errata.contract(definition);

/** Returns what the boundary of the first copy responds to a thrown value, and records. */
async function respond(thrown: unknown): Promise<{ status: number; body: unknown; seen: Occurrence | undefined }> {
  let seen: Occurrence | undefined;
  const record = (occurrence: Occurrence): void => {
    seen = occurrence;
  };
  const { handle } = boundary(own, { record, warn: () => undefined });
  const response = await handle(new Request("http://x/orders", { method: "POST" }), () => {
    throw thrown;
  });
  return { status: response.status, body: await response.json(), seen };
}

describe("two copies of the library", () => {
  test("recognise each other's CallError, but not an Error or the instance of a subclass that they do not have", async () => {
    expect(copy.client.CallError).not.toBe(CallError);
    const error = parseError(404, {}, '{"code":"SOLD_OUT","message":"Sold out."}');
    class Special extends CallError {}
    expect(error instanceof copy.client.CallError).toBe(true);
    expect(new Special("x") instanceof copy.client.CallError).toBe(true);
    for (const other of [error, copy.client.parseError(404, {}, "{}")]) expect(other instanceof Special).toBe(false);
    for (const other of [new Error("x"), own.error.FAILED(), null, 1]) expect(other instanceof CallError).toBe(false);
    // The error of an inner transport is not wrapped a second time.
    const refused = Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } });
    const inner = withErrata(() => Promise.reject(refused), { retries: 0 });
    const result = await copy.client.client({ baseUrl: "http://x", fetch: inner, retries: 0 }).try("GET /orders");
    expect(result.error.message).toBe("Connection failed: ECONNREFUSED.");
  });

  test("have different classes, whose instances each copy accepts", () => {
    expect(copy.errata.ApiError).not.toBe(errata.ApiError);
    const theirs = copy.errata.contract(definition).error.SOLD_OUT({ left: 2 });
    expect(Object.getPrototypeOf(theirs)).toBe(copy.errata.ApiError.prototype);
    expect([theirs instanceof errata.ApiError, own.error.FAILED() instanceof copy.errata.ApiError]).toEqual([
      true,
      true,
    ]);
    const faulty = (library: typeof errata): unknown => {
      try {
        return library.contract({ name: "x", version: "1.0.0", errors: {} });
      } catch (error) {
        return error;
      }
    };
    expect(faulty(copy.errata)).toBeInstanceOf(errata.ContractError);
    expect(new copy.store.StoreError("STORE_CLOSED", "closed")).toBeInstanceOf(store.StoreError);
    expect(store.isStoreDown(new copy.store.StoreError("STORE_TIMEOUT", "slow"))).toBe(true);
    for (const value of [null, "x", new Error("x"), { name: "StoreError", code: "STORE_TIMEOUT" }])
      expect([value instanceof errata.ContractError, store.isStoreDown(value)]).toEqual([false, false]);
  });

  test("throw errors of one contract to each other's boundary", async () => {
    const theirs = copy.errata.contract(definition).error.SOLD_OUT({ left: 2 }, { note: "n", retryAfterMs: 1_000 });
    const { status, body, seen } = await respond(theirs);
    expect([status, body]).toEqual([
      409,
      { error: { code: "SOLD_OUT", message: "Only 2 left.", details: { left: 2 } } },
    ]);
    expect(seen).toMatchObject({ code: "SOLD_OUT", note: "n", undeclared: false });
    const { handle } = copy.server.boundary(copy.errata.contract(definition), { warn: () => undefined });
    const response = await handle(new Request("http://x/orders", { method: "POST" }), () => {
      throw own.error.SOLD_OUT({ left: 3 });
    });
    expect([response.status, (await response.json()).error.message]).toEqual([409, "Only 3 left."]);
  });

  test("report details that the other copy has left out", async () => {
    const theirs = copy.errata.contract(definition);
    theirs.checkDetails(false);
    const { body, seen } = await respond(theirs.error.SOLD_OUT({ left: 2, secret: "s" }));
    expect([body, seen?.omittedDetails]).toEqual([
      { error: { code: "SOLD_OUT", message: "Only 2 left.", details: { left: 2 } } },
      ["secret"],
    ]);
  });

  test("translate each other's errors of input and of bodies", async () => {
    const input = await copy.server.checkInput(z.object({ sku: z.string() }), {}).catch((error: unknown) => error);
    expect(await respond(input)).toMatchObject({ status: 400, body: { error: { code: "INVALID_ORDER" } } });
    const tooLarge = new copy.server.BodyError("body_too_large", "The body must not exceed 5 bytes.", { maxBytes: 5 });
    expect((await respond(tooLarge)).status).toBe(413);
    expect(await respond(new copy.store.StoreError("STORE_TIMEOUT", "slow"))).toMatchObject({ status: 503 });
  });

  test("share refusals: a guard throws the errors of the other copy's contract", async () => {
    const { SOLD_OUT, FAILED } = copy.errata.contract(definition).error;
    const refusal = errata.raise(SOLD_OUT, { left: 1, other: 2 } as never);
    expect(refusal).toBeInstanceOf(errata.ApiError);
    expect(await respond(refusal)).toMatchObject({ status: 409, body: { error: { details: { left: 1 } } } });
    const guard = copy.guards.apiKeys({
      format: copy.guards.keyFormat({ prefix: "shop", environment: "test" }),
      store: {},
      keys: {},
      refusals: { missing: own.error.FAILED, unknown: FAILED, revoked: FAILED, expired: FAILED, inactive: FAILED },
    });
    expect(apiKeys).not.toBe(copy.guards.apiKeys);
    const missing = await guard(null).catch((error: unknown) => error);
    expect([missing instanceof errata.ApiError, (missing as errata.ApiError).code]).toEqual([true, "FAILED"]);
  });

  test("match the errors that the other copy's client has parsed", async () => {
    const fetch = async (): Promise<Response> =>
      Response.json({ error: { code: "SOLD_OUT", message: "Only 2 left.", details: { left: 2 } } }, { status: 409 });
    const api = client({ baseUrl: "http://x", metadata: contractMetadata(own), fetch });
    const theirs = copy.client.client({ baseUrl: "http://x", metadata: contractMetadata(own), fetch });
    const arms = { SOLD_OUT: ({ details }: any) => details.left, _: () => "other" };
    for (const [from, matchOf] of [
      [api, copy.client.match],
      [theirs, match],
    ] as const) {
      const result = await (from as any).try("POST /orders", { body: {} });
      expect(matchOf(result.error, arms)).toBe(2);
      expect(result.error).toBeInstanceOf(errata.ApiError);
    }
    expect(parseResponse).not.toBe(copy.client.parseResponse);
  });
});

describe("an error in a worker", () => {
  const details = { type: "object", properties: { left: { type: "number" } } };
  const errors = { SOLD_OUT: { ...definition.errors.SOLD_OUT, details }, FAILED: definition.errors.FAILED };

  test.each([
    ["development", /^ApiError \[SOLD_OUT\]: Only 2 left\.\n\s+at /],
    ["production", /^ApiError \[SOLD_OUT\]: Only 2 left\.$/],
  ])("is restored by `ApiError.from` in %s when it is posted, posted as JSON, or thrown", async (mode, stack) => {
    const program = `
      const { parentPort } = require("node:worker_threads");
      import(${JSON.stringify(copyUrl)}).then(({ errata }) => {
        const { error } = errata.contract({ name: "shop", version: "1.0.0", errors: ${JSON.stringify(errors)} });
        const soldOut = error.SOLD_OUT({ left: 2 }, { note: "row was locked" });
        parentPort.postMessage([soldOut, soldOut.toJSON()]);
        throw soldOut;
      });`;
    const worker = new Worker(program, { eval: true, env: { NODE_ENV: mode } });
    const [[posted, json], thrown] = await Promise.all(
      ["message", "error"].map((event) => new Promise<any>((resolve) => worker.once(event, resolve))),
    );
    const expected = { code: "SOLD_OUT", kind: "conflict", status: 409, message: "Only 2 left." };
    expect(errata.ApiError.from(posted, own)).toMatchObject({ ...expected, details: undefined });
    expect(errata.ApiError.from(posted, own).stack).toMatch(stack);
    for (const source of [json, thrown])
      expect(errata.ApiError.from(source, own)).toMatchObject({ ...expected, details: { left: 2 } });
    expect((await respond(errata.ApiError.from(json, own))).body).toEqual({
      error: { code: "SOLD_OUT", message: "Only 2 left.", details: { left: 2 } },
    });
  });
});
