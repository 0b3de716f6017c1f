import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CliRun, newFolder, root, runHere } from "../testing/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
});
afterAll(() => rm(folder, { recursive: true }));

const openapi = (...words: readonly string[]): Promise<CliRun> =>
  runHere(["openapi", join(folder, "contract.yaml"), ...words], { FOLDER: folder });

it("prints a document with the responses of each operation", async () => {
  const { code, stdout } = await openapi();
  expect(code).toBe(0);
  const { paths } = JSON.parse(stdout);
  expect(Object.keys(paths["/books/{bookId}"].get.responses)).toContain("404");
});

it("adds the errors to a YAML document without touching its comments and order", async () => {
  const file = join(folder, "openapi.yaml");
  const text = `# By hand.
openapi: 3.1.0
info: { title: Shelf, version: "1" } # inline
paths:
  /books/{id}:
    get:
      operationId: readBook # keep me
      responses:
        "200": { description: OK. }
        "404": { description: Gone. }
`;
  await writeFile(file, text);
  expect(await openapi("--into", file, "-o", file)).toEqual({
    code: 0,
    stdout: "",
    stderr: `errata: kept FOLDER/openapi.yaml#/paths/~1books~1{id}/get/responses/404, which the contract describes too.\nUpdated FOLDER/openapi.yaml.\n`,
  });
  const written = await readFile(file, "utf8");
  for (const line of text.trimEnd().split("\n")) expect(written).toContain(line);
  expect(written).toContain("AnyError");
  expect((await openapi("--into", file, "-o", file, "--check")).code).toBe(0);
});

it.each([
  [
    "four spaces, lists at the depth of their name, and braces without spaces",
    'servers:\n- url: https://a.example\npaths:\n    /orders:\n        get:\n            tags: [a, b]\n            responses: {200: {description: "x"}}\n',
  ],
  [
    "two spaces, indented lists, and braces with spaces",
    "# first\nservers:\n  # second\n  - url: 'https://a.example'\n    description: >-\n      folded\n      text\npaths:\n  /orders:\n    get: { responses: { '200': { description: x } } }\n",
  ],
])("keeps every line of a document with %s", async (_, text) => {
  const file = join(folder, "styled.yaml");
  await writeFile(file, `openapi: 3.1.0\ninfo:\n${text.includes("    /") ? "    " : "  "}title: A\n${text}`);
  const before = (await readFile(file, "utf8")).trimEnd().split("\n");
  expect((await openapi("--into", file, "-o", file)).code).toBe(0);
  const after = (await readFile(file, "utf8")).split("\n");
  expect(before.filter((line) => !after.includes(line))).toEqual([]);
  expect(after.length).toBeGreaterThan(before.length + 20);
});

it("keeps the indentation of JSON", async () => {
  const file = join(folder, "styled.json");
  await writeFile(file, '{\n\t"openapi": "3.1.0",\n\t"info": {\n\t\t"title": "A"\n\t},\n\t"paths": {}\n}\n');
  expect((await openapi("--into", file, "-o", file)).code).toBe(0);
  expect(await readFile(file, "utf8")).toMatch(/^\{\n\t"openapi": "3.1.0",\n\t"info": \{\n\t\t"title": "A"\n\t\},\n/);
});

it.each([
  ["is missing", undefined, "FOLDER/in.yaml cannot be read (ENOENT). Pass an OpenAPI 3.1 document as --into."],
  ["is broken", "a: [", "FOLDER/in.yaml is neither YAML nor JSON: "],
  ["is empty", "", "FOLDER/in.yaml: Expected an OpenAPI 3.1 document, received openapi: undefined."],
  ["is a list", "[1]", "FOLDER/in.yaml: Expected an OpenAPI 3.1 document, received openapi: undefined."],
  ["is older", "openapi: 3.0.3", 'FOLDER/in.yaml: Expected an OpenAPI 3.1 document, received openapi: "3.0.3".'],
])("exits with 1 and names a document that %s", async (_, text, message) => {
  const file = join(folder, "in.yaml");
  if (text !== undefined) await writeFile(file, text);
  const { code, stderr } = await openapi("--into", file);
  expect(code).toBe(1);
  expect(stderr).toContain(`errata: ${message}`);
});
