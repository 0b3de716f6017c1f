import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ContractError, contract } from "../index.ts";
import { soundDefinition } from "../testing/sound-definition.ts";
import { loadContract } from "./index.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "errata-load-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const index = pathToFileURL(join(import.meta.dirname, "../index.ts")).href;
const source = (rest: string): string =>
  `import { contract } from ${JSON.stringify(index)};\nconst definition = ${JSON.stringify(soundDefinition)};\n${rest}`;

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function loadError(path: string | URL, options?: { exportName?: string }): Promise<ContractError> {
  const error: unknown = await loadContract(path, options).catch((caught: unknown) => caught);
  if (error instanceof ContractError) return error;
  throw new Error("the contract was accepted", { cause: error });
}

describe("loadContract", () => {
  it("returns the same contract from YAML, JSON and a module", async () => {
    const expected = JSON.stringify(contract(soundDefinition as any));
    const files = [
      file("a.yaml", stringify(soundDefinition)),
      file("a.YML", stringify(soundDefinition)),
      file("a.json", JSON.stringify(soundDefinition)),
      file("a.ts", source("export const api = contract(definition as never);")),
      file(
        "a.mjs",
        source("export const api = contract(definition); export const same = api; export const other = 5;"),
      ),
    ];
    for (const path of files) {
      expect(JSON.stringify(await loadContract(path)), path).toBe(expected);
      expect(JSON.stringify(await loadContract(pathToFileURL(path))), path).toBe(expected);
      expect(JSON.stringify(await loadContract(pathToFileURL(path).href)), path).toBe(expected);
    }
  });

  it("locates each fault in the file", async () => {
    const { faults } = await loadError(file("broken.yaml", "name: x\nversion: 1\nerrors: { A: { kind: internal } }\n"));
    expect(faults).toHaveLength(3);
    for (const { location } of faults) expect(location).toMatch(/broken\.yaml:[23]:\d+$/);
  });

  it("rejects a file that it cannot read, with the reason", async () => {
    expect((await loadError(join(folder, "none.yaml"))).faults[0]).toMatchObject({
      rule: "ERRATA_CONTRACT_FILE_UNREADABLE",
      received: "ENOENT",
    });
    expect((await loadError(folder)).faults[0]?.rule).toBe("ERRATA_CONTRACT_FILE_TYPE");
    expect((await loadError(file("a.toml", ""))).faults[0]).toMatchObject({
      rule: "ERRATA_CONTRACT_FILE_TYPE",
      received: ".toml",
    });
    expect((await loadError(file("huge.json", Buffer.alloc(17 * 1024 * 1024, " ")))).faults[0]?.rule).toBe(
      "ERRATA_CONTRACT_FILE_TOO_LARGE",
    );
    await expect(loadContract(new URL("https://example.com/a.yaml"))).rejects.toThrow(/scheme file/);
  });

  it("requires exportName for a module with several contracts", async () => {
    const two = file(
      "two.mjs",
      source("export const one = contract(definition); export const two = contract({ ...definition, name: 'two' });"),
    );
    expect((await loadError(two)).faults[0]).toMatchObject({
      rule: "ERRATA_CONTRACT_MODULE_EXPORT",
      fix: "Choose one with exportName.",
    });
    expect((await loadContract(two, { exportName: "two" })).name).toBe("two");
    expect((await loadError(two, { exportName: "three" })).faults[0]?.rule).toBe("ERRATA_CONTRACT_MODULE_EXPORT");
    expect((await loadError(file("none.mjs", "export const a = { toJSON() {} };"))).faults[0]?.received).toMatch(
      /0 contracts among a/,
    );
  });

  it("reports the faults of a module's contract, and the cause of a module that cannot be imported", async () => {
    const broken = await loadError(
      file("broken.mjs", source("export const a = contract({ ...definition, name: '' });")),
    );
    expect(broken.faults[0]?.rule).toBe("ERRATA_CONTRACT_TEXT_EMPTY");
    const failing = await loadError(file("failing.mjs", "throw new RangeError('not today');"));
    expect(failing.faults[0]).toMatchObject({ rule: "ERRATA_CONTRACT_MODULE_FAILED", received: "not today" });
    expect(failing.cause).toBeInstanceOf(RangeError);
  });
});
