import { compileProgram } from "./launch/compile.mjs";
import { handOver } from "./launch/hand-over.mjs";
import { ensureInstalled } from "./launch/install.mjs";
import { requireNode } from "./launch/node-version.mjs";
import { root } from "./launch/root.mjs";

requireNode();
process.exitCode = await send();

async function send() {
  try {
    await ensureInstalled(root);
    const program = await compileProgram(root, "services/traffic/main.ts");
    return await handOver(process.execPath, ["--enable-source-maps", program, ...process.argv.slice(2)], { cwd: root });
  } catch (error) {
    console.error(`npm run demo:traffic: ${error.message}`);
    return 1;
  }
}
