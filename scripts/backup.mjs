import { compileProgram } from "./launch/compile.mjs";
import { handOver } from "./launch/hand-over.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { requireNode } from "./launch/node-version.mjs";
import { root } from "./launch/root.mjs";

/** `backup` or `restore`, then the arguments of the operator. */
const [verb, ...args] = process.argv.slice(2);
requireNode();
process.exitCode = await run();

async function run() {
  try {
    await ensureInstalled(root);
    const program = await compileProgram(root, "services/backup/main.ts");
    return await handOver(process.execPath, ["--enable-source-maps", program, verb, ...args], {
      cwd: root,
    });
  } catch (error) {
    console.error(`npm run ${verb}: ${error.message}`);
    return 1;
  }
}
