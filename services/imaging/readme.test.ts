import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runReadme } from "../testing/run-readme.ts";

it("the commands of the README work as written, from top to bottom, and when they are repeated", async () => {
  await runReadme(new URL("README.md", import.meta.url), async (stdout, folder, run) => {
    expect(stdout).toContain(`"available":${5000 - 150 * run}`);
    expect(stdout).toContain('"bodyParts":["CHEST"]');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"reason":"customer_active"');
    const report = await readFile(new URL("../testing/fixtures/report.pdf", import.meta.url));
    expect(await readFile(join(folder, "copy.pdf"))).toEqual(report);
  });
}, 120_000);
