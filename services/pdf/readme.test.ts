import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readPdf } from "../testing/read-pdf.ts";
import { codesMissingInReadme, runReadme } from "../testing/run-readme.ts";
import { pdf } from "./contract.ts";

const readme = new URL("README.md", import.meta.url);

it("the commands of the README work as written, from top to bottom, and when they are repeated", async () => {
  await runReadme(readme, async (stdout, folder) => {
    expect(stdout).toContain('"code":"MISSING_REQUIRED_FIELD","message":"The field variables.parcel is required."');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect((await readPdf(await readFile(join(folder, "label.pdf")))).pages).toEqual(["To Ada P-1"]);
    expect((await readPdf(await readFile(join(folder, "first.pdf")))).pages).toEqual(["To Bob P-2"]);
  });
}, 120_000);

it("the README names every code of a condition that is not in the published list", async () => {
  expect(await codesMissingInReadme(readme, pdf)).toEqual([]);
});
