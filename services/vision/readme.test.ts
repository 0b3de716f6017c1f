import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { launch } from "../testing/launched.ts";

it("the commands of the README work as they stand, from top to bottom", async () => {
  const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
  const commands = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    await symlink(fileURLToPath(new URL("..", import.meta.url)), join(folder, "services"));
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    expect(stdout).toContain('"extracted":{"dominant_colour":"blue","sharpness":');
    expect(stdout).toContain('"passed":true');
    expect(stdout).toContain('"images":{"limit":10000,"used":1,');
    expect(stdout).toContain('{"detail":"Rule not found"}');
    expect(stdout).toContain('"message":"Invalid request parameters","field":"limit"}}');
    expect(stdout).toContain('{"error":{"code":"INVALID_API_KEY"');
    expect(stdout).toContain("HTTP/1.1 201 Created");
    expect(stdout).toContain("HTTP/1.1 429 Too Many Requests");
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
}, 20_000);
