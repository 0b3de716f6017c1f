import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { launch } from "../testing/launched.ts";
import { readPdf } from "../testing/read-pdf.ts";
import { pdf } from "./contract.ts";

const readme = await readFile(new URL("README.md", import.meta.url), "utf8");

it("the commands of the README work as they stand, from top to bottom", async () => {
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout).toContain('"code":"MISSING_REQUIRED_FIELD","message":"The field variables.parcel is required."');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect((await readPdf(await readFile(join(folder, "label.pdf")))).pages).toEqual(["To Ada"]);
    expect((await readPdf(await readFile(join(folder, "first.pdf")))).pages).toEqual(["To Bob"]);
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
});

it("the README names every code that is not in the published list and can still be met", () => {
  // The boundary knows these too, and no operation here can cause them: all answer any type, and take bodies without a length.
  const never = new Set(["NOT_ACCEPTABLE", "LENGTH_REQUIRED", "REQUEST_CANCELLED", "OPERATION_TIMEOUT"]);
  const met = Object.values(pdf.toJSON().conditions ?? {}).filter((code) => !never.has(code));
  expect(met.filter((code) => !pdf.entries.has(code) && !readme.includes(`\`${code}\``))).toEqual([]);
});
