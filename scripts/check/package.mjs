import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { command, tool } from "./command.mjs";

/**
 * Packs the built library as npm would publish it and checks the archive: entry points exist, types resolve.
 *
 * @returns {Promise<string>} the archive's name
 * @throws CheckFailed
 */
export async function packed() {
  const folder = mkdtempSync(join(tmpdir(), "errata-pack-"));
  try {
    await command("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder]);
    const [name = ""] = readdirSync(folder);
    const archive = join(folder, name);
    await tool("publint/src/cli.js", ["run", archive, "--strict"]);
    const attw = [
      "--profile",
      "esm-only",
      "--no-emoji",
      "--no-color",
      "--exclude-entrypoints",
      "./contract.schema.json",
    ];
    await tool("@arethetypeswrong/cli/dist/index.js", [archive, ...attw]);
    return name;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
