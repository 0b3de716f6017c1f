import { execFile } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { dicomFile } from "../testing/dicom-file.ts";
import { launch } from "../testing/launched.ts";

it("the commands of the README work as they stand, from top to bottom", async () => {
  const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    await writeFile(join(folder, "scan.dcm"), dicomFile());
    await copyFile(new URL("../testing/fixtures/report.pdf", import.meta.url), join(folder, "report.pdf"));
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout).toContain('"available":4850');
    expect(stdout).toContain('"bodyParts":["CHEST"]');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"reason":"customer_active"');
    expect(await readFile(join(folder, "copy.pdf"))).toEqual(await readFile(join(folder, "report.pdf")));
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
});
