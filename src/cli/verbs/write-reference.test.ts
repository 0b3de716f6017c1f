import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CliRun, newFolder, root, runHere } from "../testing/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
});
afterAll(() => rm(folder, { recursive: true }));

const reference = (...words: readonly string[]): Promise<CliRun> =>
  runHere(["reference", join(folder, "contract.yaml"), ...words], { FOLDER: folder });

const exchange = {
  request: { method: "GET", path: "/books/b_1", headers: {} },
  response: { status: 404, headers: {}, text: "{}" },
};

it("writes a page for every code, with its recording", async () => {
  const recordings = join(folder, "recordings");
  await mkdir(recordings);
  await writeFile(
    join(recordings, "BOOK_NOT_FOUND.http.json"),
    JSON.stringify({ code: "BOOK_NOT_FOUND", exchanges: [exchange] }),
  );
  await writeFile(join(recordings, "notes.txt"), "not a recording");
  const out = join(folder, "site");
  const { code, stderr } = await reference(
    "--out",
    out,
    "--recordings",
    recordings,
    "--about",
    "Books & shelves",
    "--api-url",
    "https://api.shelf.example",
  );
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^Wrote \d+ files to FOLDER\/site\. Open FOLDER\/site\/index\.html\.\n$/),
  });
  const page = await readFile(join(out, "BOOK_NOT_FOUND.html"), "utf8");
  expect(page).toContain("https://api.shelf.example/books/b_1");
  expect(await readFile(join(out, "index.html"), "utf8")).toContain("Books &amp; shelves");
  expect(await readdir(out)).toEqual(
    expect.arrayContaining(["llms.txt", "codes.json", "errata.json", "reference.css"]),
  );
});

it("exits with 2 without --out", async () => {
  expect(await reference()).toEqual({
    code: 2,
    stdout: "",
    stderr: "errata: the pages need a folder. Name it with --out.\n",
  });
});

it.each([
  ["not JSON", "{"],
  ["null", "null"],
  ["without exchanges", '{"code":"BOOK_NOT_FOUND"}'],
  [
    "with an exchange that has no response",
    '{"code":"X","exchanges":[{"request":{"method":"GET","path":"/","headers":{}}}]}',
  ],
])("names a recording that is %s", async (name, text) => {
  const recordings = join(folder, name);
  await mkdir(recordings);
  await writeFile(join(recordings, "X.http.json"), text);
  expect(await reference("--out", join(folder, "x"), "--recordings", recordings)).toEqual({
    code: 1,
    stdout: "",
    stderr: `errata: FOLDER/${name}/X.http.json is not a recording: expected {"code": …, "exchanges": […]}.\n`,
  });
});

it("names a folder that cannot be read or written", async () => {
  expect(await reference("--out", join(folder, "x"), "--recordings", join(folder, "missing"))).toEqual({
    code: 1,
    stdout: "",
    stderr: "errata: --recordings FOLDER/missing cannot be read (ENOENT). Pass a folder with <CODE>.http.json files.\n",
  });
  const { code, stderr } = await reference("--out", join(folder, "contract.yaml"));
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringMatching(
      /^errata: FOLDER\/contract\.yaml\/index\.html cannot be written \((EEXIST|ENOTDIR)\)\. Pass a folder that you can write to as --out\.\n$/,
    ),
  });
});

it("shows the requests and responses of an OpenAPI document", async () => {
  const file = join(folder, "openapi.yaml");
  await writeFile(
    file,
    `openapi: 3.1.0
info: { title: Shelf, version: "1" }
paths:
  /books/{id}:
    get:
      parameters:
        - { name: edition, in: query, description: Number of the edition., schema: { type: integer } }
      responses:
        "200": { description: The book., content: { application/json: { schema: { type: object } } } }
`,
  );
  const out = join(folder, "with-openapi");
  expect((await reference("--out", out, "--openapi", file)).code).toBe(0);
  const page = await readFile(join(out, "operations", "get-books-bookId.html"), "utf8");
  expect(page).toContain("Number of the edition.");
  expect(page).toContain("The book.");
});
