import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { launch } from "./launched.ts";

/**
 * Runs the commands of a README from top to bottom, as they stand, beside the process that `npm start` runs.
 *
 * @param judge is given what they printed and the folder in which they ran, before it is removed
 */
export async function runReadme(
  readme: URL,
  judge: (stdout: string, folder: string) => void | Promise<void>,
): Promise<void> {
  const commands = [...(await readFile(readme, "utf8")).matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block);
  const folder = await mkdtemp(join(tmpdir(), "errata-readme-"));
  const launched = await launch(join(folder, ".errata"), { LOG_LEVEL: "fatal" });
  try {
    await symlink(fileURLToPath(new URL("..", import.meta.url)), join(folder, "services"));
    const script = commands.join("\n").replaceAll("http://127.0.0.1:4000", launched.demo.url);
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { cwd: folder });
    await judge(stdout, folder);
  } finally {
    await launched.end("SIGTERM");
    await rm(folder, { recursive: true });
  }
}
