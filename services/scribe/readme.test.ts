import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { launch } from "../testing/launched.ts";

it("the commands of the README work as written, from top to bottom", async () => {
  const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout).toContain('"revision":1');
    expect(stdout).toContain('"subjective":"I have had a sore throat since Monday."');
    expect(stdout).toContain('"plan":"Take 400 mg ibuprofen three times a day."');
    expect(stdout).toContain("HTTP/1.1 400 Bad Request");
    expect(stdout).toContain('"param":"idCountry"');
    expect(stdout).toContain('"message":"No session scribe found for the given consultation ID."');
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
});
