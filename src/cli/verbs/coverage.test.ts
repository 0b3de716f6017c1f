import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CliRun, newFolder, root, runHere } from "../testing/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await newFolder();
  await copyFile(join(root, "examples", "contract.yaml"), join(folder, "contract.yaml"));
  await mkdir(join(folder, "raised"));
  await writeFile(
    join(folder, "raised", "shelf.jsonl"),
    '{"code":"BOOK_NOT_FOUND","operation":"GET /books/{bookId}"}\n',
  );
});
afterAll(() => rm(folder, { recursive: true }));

const coverage = (raised: string, ...words: readonly string[]): Promise<CliRun> =>
  runHere(["coverage", join(folder, "contract.yaml"), join(folder, raised), ...words], { FOLDER: folder });

const report = "shelf 1.0.0: tests raised 1 of 2 codes.\nMissing:\n  INTERNAL_ERROR  500  An unexpected failure.\n";

it("prints the codes that no test has raised", async () => {
  expect(await coverage("raised")).toEqual({ code: 0, stdout: report, stderr: "" });
  expect((await coverage("raised", "--operations")).stdout).toBe(report);
});

it("exits with 1 for --check if a code is missing, unless --except has it", async () => {
  expect(await coverage("raised", "--check")).toEqual({
    code: 1,
    stdout: report,
    stderr: "errata: expected every code to be raised by a test. Raise the codes above, or name them in --except.\n",
  });
  const excepted = await coverage("raised", "--check", "--except", "INTERNAL_ERROR");
  expect(excepted).toEqual({ code: 0, stdout: "shelf 1.0.0: tests raised 1 of 2 codes.\n", stderr: "" });
});

it("exits with 1 for --check if a test has raised a code of --except", async () => {
  const { code, stdout } = await coverage("raised", "--check", "--except", "INTERNAL_ERROR, BOOK_NOT_FOUND");
  expect([code, stdout]).toEqual([1, expect.stringContaining("Excepted, but raised: BOOK_NOT_FOUND.")]);
});

it("exits with 1 if the folder is missing, or --except has an unknown code", async () => {
  expect(await coverage("none")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^errata: ERRATA_COVERAGE: expected the folder .*none", which does not exist\. Run/),
  });
  expect(await coverage("raised", "--except", "GONE")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('received "GONE". Its codes: BOOK_NOT_FOUND'),
  });
});
