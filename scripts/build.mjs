import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleAdopt } from "./bundle-adopt.mjs";
import { handOver } from "./launch/hand-over.mjs";
import { root } from "./launch/root.mjs";

// Files of an earlier build would be published with the new ones.
rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
process.exitCode = await handOver(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root });
// tsc rewrites the extensions of imports, but not those of threads.
const thread = join(root, "dist", "support", "sink", "archive-thread.js");
if (process.exitCode === 0)
  writeFileSync(thread, readFileSync(thread, "utf8").replace('"./run-thread.ts"', '"./run-thread.js"'));
// The stylesheets and the scripts of pages are served as they are.
for (const folder of ["reference", join("support", "console")])
  cpSync(join(root, "src", folder, "assets"), join(root, "dist", folder, "assets"), { recursive: true });
if (process.exitCode === 0) await bundleAdopt();
