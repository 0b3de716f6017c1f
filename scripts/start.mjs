import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileServices } from "./launch/compile.mjs";
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
    if (!existsSync(join(root, "services", "main.ts"))) throw new Error(`services/main.ts does not exist in ${root}`);
    return await handOver(process.execPath, [...(await compileServices(root)), ...args], { cwd: root });
  } catch (error) {
    console.error(`npm start: ${error.message}`);
    return 1;
  }
}
