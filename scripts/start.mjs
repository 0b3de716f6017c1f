import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handOver } from "./launch/hand-over.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { requireNode } from "./launch/node-version.mjs";
import { root } from "./launch/root.mjs";

const args = process.argv.slice(2);
if (args.includes("--help") || args.includes("-h")) {
  console.log(readFileSync(join(root, "services", "launch", "help.txt"), "utf8"));
} else {
  requireNode();
  process.exitCode = await start();
}

async function start() {
  try {
    await ensureInstalled(root);
    const main = join("services", "main.ts");
    if (!existsSync(join(root, main))) throw new Error(`${main} does not exist in ${root}`);
    return await handOver(process.execPath, ["--conditions=errata-source", "--import", "tsx", main, ...args], {
      cwd: root,
    });
  } catch (error) {
    console.error(`npm start: ${error.message}`);
    return 1;
  }
}
