import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { contract } from "../contract/index.ts";
import { boundary } from "../server/index.ts";
import { clearCoverage, errorRecorder, expectCoverage, expectError, formatCoverage, readCoverage } from "./index.ts";

const shop = contract({
  name: "shop",
  version: "1.0.0",
  errors: {
    SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." },
    ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." },
    INTERNAL_ERROR: { kind: "internal", when: "The server failed.", message: "Failed." },
  },
  operations: { "POST /orders": ["SOLD_OUT"], "GET /orders/{orderId}": ["ORDER_NOT_FOUND", "SOLD_OUT"] },
  always: ["INTERNAL_ERROR"],
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "errata-coverage-"));
  vi.stubEnv("ERRATA_COVERAGE", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  clearCoverage(folder);
  await rm(folder, { recursive: true, force: true });
});

function respond(record = errorRecorder(shop)): Promise<Response> {
  return boundary(shop, { record }).handle(new Request("http://localhost/orders", { method: "POST" }), () => {
    throw shop.error.SOLD_OUT();
  });
}

describe("the codes that tests raise", () => {
  it("are read from the folder, with those that are missing and the operations where they are", async () => {
    await respond();
    const coverage = readCoverage(shop, folder, { except: ["INTERNAL_ERROR"] });
    expect(coverage).toEqual({
      contract: "shop 1.0.0",
      codes: ["SOLD_OUT", "ORDER_NOT_FOUND", "INTERNAL_ERROR"],
      raised: ["SOLD_OUT"],
      missing: [{ code: "ORDER_NOT_FOUND", status: 404, when: "No order has the id." }],
      needlessExceptions: [],
      operations: [{ operation: "GET /orders/{orderId}", missing: ["ORDER_NOT_FOUND", "SOLD_OUT"] }],
    });
    expect(formatCoverage(coverage, true)).toBe(`shop 1.0.0: tests raised 1 of 3 codes.
Missing:
  ORDER_NOT_FOUND  404  No order has the id.
Missing at an operation that declares them:
  GET /orders/{orderId}  ORDER_NOT_FOUND, SOLD_OUT`);
  });

  it("include those that expectError has found, whichever server sent them", async () => {
    vi.stubEnv("ERRATA_COVERAGE", "");
    const response = await respond();
    vi.stubEnv("ERRATA_COVERAGE", folder);
    await expectError(shop, response, "SOLD_OUT");
    expect(readCoverage(shop, folder).raised).toEqual(["SOLD_OUT"]);
  });

  it("are not written without a folder, and the option of a recorder is used before the variable", async () => {
    vi.stubEnv("ERRATA_COVERAGE", undefined);
    await respond();
    expect(readCoverage(shop, folder).raised).toEqual([]);
    await respond(errorRecorder(shop, { coverage: join(folder, "other") }));
    expect(readCoverage(shop, join(folder, "other")).raised).toEqual(["SOLD_OUT"]);
    expect(readCoverage(shop, folder).raised).toEqual([]);
  });

  it("are collected from processes that run at the same time", async () => {
    const program = `
      import { contract } from "errata";
      import { errorRecorder } from "errata/testing";
      const codes = Array.from({ length: 200 }, (_, index) => "CODE_" + index);
      const many = contract({ name: "many", version: "1.0.0", errors: Object.fromEntries(codes.map((code) =>
        [code, { kind: "conflict", when: "w".repeat(100), message: "m" }])) });
      const record = errorRecorder(many);
      for (const code of codes.filter((_, index) => index % 4 === Number(process.argv[1]))) record({ code, operation: "x".repeat(500) });
      console.log(JSON.stringify(many));`;
    const run = promisify(execFile);
    const args = ["--conditions=errata-source", "--import", "tsx", "--input-type=module", "-e", program];
    const runs = await Promise.all([0, 1, 2, 3].map((part) => run(process.execPath, [...args, String(part)])));
    const many = contract(JSON.parse(runs[0]?.stdout ?? ""));
    expect(readCoverage(many, folder).missing).toEqual([]);
  }, 60_000);
});

describe("expectCoverage", () => {
  it("accepts complete coverage, and fails with the missing codes", async () => {
    await respond();
    const except = ["INTERNAL_ERROR", "ORDER_NOT_FOUND"];
    expectCoverage(shop, folder, { except });
    expect(() => expectCoverage(shop, folder)).toThrow(
      "expected every code of shop to be raised by a test.\nshop 1.0.0: tests raised 1 of 3 codes.\nMissing:\n  ORDER_NOT_FOUND  404",
    );
  });

  it("fails for an exception that a test has raised, and throws for one that the contract does not have", async () => {
    await respond();
    const except = ["INTERNAL_ERROR", "ORDER_NOT_FOUND", "SOLD_OUT"];
    expect(() => expectCoverage(shop, folder, { except })).toThrow(
      "Excepted, but raised: SOLD_OUT. Remove it from the exceptions.",
    );
    expect(() => expectCoverage(shop, folder, { except: ["GONE"] })).toThrow(
      'ERRATA_COVERAGE: expected codes of contract "shop" in `except`, received "GONE". Its codes: SOLD_OUT, ',
    );
  });

  it("throws if the folder does not exist, and ignores a line that a killed process has not finished", async () => {
    expect(() => expectCoverage(shop, join(folder, "none"))).toThrow(
      /^ERRATA_COVERAGE: .*does not exist. Run the tests/,
    );
    await writeFile(join(folder, "shop.jsonl"), '{"code":"SOLD_OUT"}\n{"code":"ORDER_NOT');
    expect(readCoverage(shop, folder).raised).toEqual(["SOLD_OUT"]);
  });
});

describe("clearCoverage", () => {
  it("deletes only the files that recorders wrote, whatever else the folder holds", async () => {
    await respond();
    await mkdir(join(folder, "src"));
    await writeFile(join(folder, "src", "index.ts"), "export {};");
    await writeFile(join(folder, "keep.txt"), "x");
    await writeFile(join(folder, "empty.jsonl"), "");
    await writeFile(join(folder, "list.jsonl"), "[1]\nnull\n");
    await writeFile(join(folder, "events.jsonl"), '{"code":"SOLD_OUT","time":1}\n');
    expect(readCoverage(shop, folder).raised).toEqual(["SOLD_OUT"]);
    clearCoverage(folder);
    expect(readCoverage(shop, folder).raised).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(["empty.jsonl", "events.jsonl", "keep.txt", "list.jsonl", "src"]);
    expect(await readdir(join(folder, "src"))).toEqual(["index.ts"]);
  });

  it("lets a run whose tests raise no code report all codes as missing, and the error without it names both causes", async () => {
    const fresh = join(folder, "a", "b");
    expect(() => readCoverage(shop, fresh)).toThrow(/ set to the folder\. If it was set, no test has raised a code;/);
    clearCoverage(fresh);
    expect(formatCoverage(readCoverage(shop, fresh))).toContain("tests raised 0 of 3 codes.");
  });
});
