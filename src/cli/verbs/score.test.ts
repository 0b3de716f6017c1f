import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CliRun, newFolder, root, runHere } from "../testing/index.ts";

const silent = `openapi: 3.1.0
info: { title: silent, version: 1.0.0 }
paths:
  /orders:
    get: { responses: { "200": { description: The orders. } } }
`;

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
  await writeFile(join(folder, "silent.yaml"), silent);
  await writeFile(join(folder, "no-paths.yaml"), "openapi: 3.1.0\n");
});
afterAll(() => rm(folder, { recursive: true }));

const score = (file: string, ...words: readonly string[]): Promise<CliRun> =>
  runHere(["score", join(folder, file), ...words], { FOLDER: folder });

it("prints the score of a contract and its parts", async () => {
  const { code, stdout } = await score("contract.yaml");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^shelf: \d+ of 100\n\n {2}documented {1}█/);
  expect(stdout.match(/█|░ /g)?.length).toBeGreaterThan(0);
  expect(stdout.match(/ of (?:25|20|15|10| 5) /g)).toHaveLength(7);
});

it("gives 0 to an OpenAPI document without errors", async () => {
  const { stdout } = await score("silent.yaml");
  expect(stdout).toContain("silent: 0 of 100");
});

describe("of a page", () => {
  const table = "# Errors\n\n| Code | Status | Description |\n|---|---|---|\n";
  const codes = ["SOLD_OUT", "BAD_SKU", "ORDER_GONE", "BROKEN"];
  const scoreOf = async (text: string): Promise<number> => {
    await writeFile(join(folder, "errors.md"), text);
    const { stdout } = await score("errors.md", "--json");
    return JSON.parse(stdout).score;
  };

  it("is 0 if the page lists no codes", async () => {
    expect(await scoreOf("# Errors\n\nWe use the usual statuses of HTTP.\n")).toBe(0);
  });

  it("rises with statuses, conditions, advice and examples", async () => {
    const names = codes.map((code) => `| ${code} | | |\n`).join("");
    const statuses = codes.map((code, index) => `| ${code} | ${[409, 400, 410, 500][index]} | |\n`).join("");
    const conditions = statuses.replaceAll(
      "| |",
      "| The warehouse has too few units of the article that was ordered. |",
    );
    const advised = conditions.replaceAll(" |\n", " | Order fewer units, or retry tomorrow. |\n");
    const example = `\n\`\`\`json\n{"error": {"code": "SOLD_OUT", "message": "No unit is left."}}\n\`\`\`\n`;
    const withAdvice = table
      .replace("Description |", "Description | Solution |")
      .replace("|---|---|---|", "|---|---|---|---|");
    const pages = [
      table + names,
      table + statuses,
      table + conditions,
      withAdvice + advised,
      withAdvice + advised + example,
    ];
    const scores: number[] = [];
    for (const page of pages) scores.push(await scoreOf(page));
    expect(scores).toEqual([...new Set(scores)].toSorted((one, other) => one - other));
    expect(scores[0]).toBe(20);
    expect(scores.at(-1)).toBeLessThan(95);
  });
});

it("fails below a minimum", async () => {
  expect((await score("contract.yaml", "--minimum", "50")).code).toBe(0);
  const { code, stderr } = await score("silent.yaml", "--minimum", "50");
  expect({ code, stderr }).toEqual({ code: 1, stderr: "errata: expected a score of at least 50, received 0.\n" });
});

it("prints JSON", async () => {
  const { stdout } = await score("silent.yaml", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ name: "silent", score: 0, parts: expect.any(Array) });
});

it.each([
  ["a document without paths", ["no-paths.yaml"], 1, "Pass OpenAPI 3.0 or 3.1."],
  ["a minimum that is not a score", ["contract.yaml", "--minimum", "101"], 2, "expected a number from 0 to 100"],
  ["a missing file", ["gone.yaml"], 1, "cannot be read"],
])("rejects %s", async (_, [file = "", ...flags], code, problem) => {
  expect(await score(file, ...flags)).toMatchObject({ code, stderr: expect.stringContaining(problem) });
});
