import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newFolder, root, runHere } from "./testing/index.ts";
import { verbs } from "./verbs/index.ts";

/** Command lines of each command, without its help. `FOLDER` is the folder of the fixtures. */
const scenarios: Readonly<Record<string, readonly (readonly string[])[]>> = {
  init: [
    ["init", "FOLDER/project"],
    ["init", "FOLDER/project"],
  ],
  adopt: [
    ["adopt", "FOLDER/errors.md", "-o", "FOLDER/adopted.yaml", "--report"],
    ["adopt", "FOLDER/errors.md"],
    ["adopt", "FOLDER/many.md", "-o", "FOLDER/many.yaml", "--report"],
    ["adopt", "--repo", "FOLDER/handlers"],
    ["adopt", "FOLDER/handlers"],
    ["adopt", "FOLDER/empty.md"],
    ["adopt"],
  ],
  check: [
    ["check", "FOLDER/contract.yaml"],
    ["check", "FOLDER/errors.md"],
    ["check", "FOLDER/contract.yaml", "--against", "FOLDER/errors.md", "--format", "github"],
    ["check", "FOLDER/broken.yaml"],
  ],
  diff: [
    ["diff", "FOLDER/contract.yaml", "FOLDER/changed.yaml"],
    ["diff", "FOLDER/contract.yaml", "FOLDER/contract.yaml"],
    ["diff", "FOLDER/contract.yaml"],
  ],
  score: [
    ["score", "FOLDER/errors.md"],
    ["score", "FOLDER/contract.yaml", "--minimum", "95"],
  ],
  coverage: [
    ["coverage", "FOLDER/contract.yaml", "FOLDER/raised"],
    ["coverage", "FOLDER/contract.yaml", "FOLDER/raised", "--check"],
  ],
  reference: [
    ["reference", "FOLDER/contract.yaml", "--out", "FOLDER/site"],
    ["reference", "FOLDER/contract.yaml"],
  ],
  openapi: [["openapi", "FOLDER/contract.yaml"]],
  export: [
    ["export", "FOLDER/contract.yaml", "-o", "FOLDER/errata.json"],
    ["export", "FOLDER/contract.yaml", "-o", "FOLDER/errata.json", "--check"],
    ["export", "FOLDER/broken.yaml"],
  ],
  "generate client": [["generate", "client", "FOLDER/contract.yaml"]],
  explain: [
    ["explain", "FOLDER/contract.yaml", "BOOK_NOT_FOUND"],
    ["explain", "FOLDER/contract.yaml", "BOOK_NOT_FUND"],
  ],
  tail: [["tail", "--no-follow", "--lines", "many"]],
  mcp: [["mcp"], ["mcp", "FOLDER/contract.yaml", "--http", "0"]],
};

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  const example = join(root, "examples", "contract.yaml");
  await copyFile(example, join(folder, "contract.yaml"));
  for (const [name, text] of Object.entries(fixtures)) await write(name, text);
});
afterAll(() => rm(folder, { recursive: true }));

/** Keeps the first lines of what a command writes; other tests compare the rest. */
function beginningOf(text: string): string {
  const lines = text.split("\n");
  return lines.length > 60 ? `${lines.slice(0, 50).join("\n")}\n… ${lines.length - 50} more lines\n` : text;
}

async function write(name: string, text: string): Promise<void> {
  await mkdir(join(folder, name, ".."), { recursive: true });
  await writeFile(join(folder, name), text);
}

const row = (code: string, status: string, when: string): string => `| ${code} | ${status} | ${when} |\n`;
const head = "# Errors\n\n| Code | Status | When |\n|---|---|---|\n";
const body = '\n```json\n{ "error": { "code": "BOOK_NOT_FOUND", "message": "Book 7 was not found." } }\n```\n';
const fixtures: Readonly<Record<string, string>> = {
  "errors.md": `${head}${row("BOOK_NOT_FOUND", "404", "No book has the id.")}${row("BOOK_LENT", "", "Somebody has the book, and has to return it first.")}${body}`,
  "many.md": `${head}${Array.from({ length: 14 }, (_, index) => row(`BOOK_NUMBER_${index}`, "", "A text.")).join("")}\n| Parameter | Description |\n|---|---|\n${Array.from({ length: 12 }, (_, index) => `| parameter_${index} | A text. |\n`).join("")}`,
  "empty.md": "# Hello\n",
  "handlers/books.ts":
    'app.get("/books/:id", (c) => c.json({ error: "Book not found" }, 404));\napp.delete("/books/:id", (c) => c.json({ error: "Book not found" }, 404));\n',
  "broken.yaml":
    "name: shelf\nversion: 1.0.0\nerrors:\n  BOOK_GONE: { kind: not_fund, when: No book., message: Gone. }\n",
  "changed.yaml":
    "name: shelf\nversion: 1.1.0\nenvelope: { error: { code: $code, message: $message, details: $details? } }\nerrors:\n  BOOK_NOT_FOUND: { kind: not_found, status: 410, when: No book has the id., message: Gone. }\n  BOOK_LENT: { kind: conflict, when: Somebody has the book., message: It is lent. }\n  INTERNAL_ERROR: { kind: internal, when: An unexpected failure., message: Something went wrong. }\noperations: { 'GET /books/{bookId}': [BOOK_NOT_FOUND, BOOK_LENT] }\nalways: [INTERNAL_ERROR]\n",
  "raised/shelf.jsonl": '{"code":"BOOK_NOT_FOUND","operation":"GET /books/{bookId}"}\n',
  "project/package.json": '{ "name": "shelf", "type": "module", "dependencies": { "hono": "4.0.0" } }\n',
};

describe("the help and the output of each command", () => {
  it("have scenarios for every command", () => {
    expect(Object.keys(scenarios)).toEqual(verbs.map(({ name }) => name));
  });

  it("errata alone prints the commands by task, and on a narrow terminal texts below names", async () => {
    const printed: string[] = [];
    for (const columns of ["100", "40"]) {
      vi.stubEnv("COLUMNS", columns);
      const { code, stdout, stderr } = await runHere([]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect((await runHere(["--help"])).stdout).toBe(stdout);
      printed.push(stdout);
    }
    vi.unstubAllEnvs();
    const [, narrow = ""] = printed;
    const texts = narrow.split("\n").filter((line) => !line.startsWith("  errata "));
    expect(texts.filter((line) => line.length > 40 && line.includes(" ", 6))).toEqual([]);
    await expect(printed.join("\n")).toMatchFileSnapshot("testing/golden/errata.txt");
  });

  it.each(Object.entries(scenarios))("errata %s prints what src/cli/testing/golden has", async (verb, lines) => {
    const printed: string[] = [];
    for (const line of [[...verb.split(" "), "--help"], ...lines]) {
      const words = line.map((word) => word.replace("FOLDER", folder));
      const { code, stdout, stderr } = await runHere(words, {
        FOLDER: folder,
        "./FOLDER": relative(process.cwd(), folder),
      });
      printed.push(
        `$ errata ${line.join(" ")}\n${beginningOf(stdout)}${stderr === "" ? "" : `--- standard error\n${stderr}`}--- exit code ${code}\n`,
      );
    }
    await expect(printed.join("\n")).toMatchFileSnapshot(`testing/golden/${verb.replace(" ", "-")}.txt`);
  });
});
