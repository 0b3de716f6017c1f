import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { compileProgram, workerUrl } from "../launch/compile.mjs";
import { root } from "../launch/root.mjs";

/** Folders whose modules start other modules in processes of their own. */
const folders = /^(services|src\/(support|cli\/testing)|test\/(crash|generated-client))\//;

/**
 * Compiles the modules that tests run in processes of their own. Node starts them in a third of the time that tsx needs.
 *
 * @returns {import("vite").Plugin}
 */
export function compiledPrograms() {
  return {
    name: "compiled-programs",
    enforce: "pre",
    async transform(code, id) {
      if (!folders.test(relative(root, id))) return undefined;
      const programs = new Map();
      for (const [expression, specifier] of code.matchAll(workerUrl)) {
        const path = join(dirname(id), specifier);
        if (existsSync(path)) programs.set(expression, await compileProgram(root, relative(root, path)));
      }
      if (programs.size === 0) return undefined;
      return code.replaceAll(workerUrl, (expression) => {
        const program = programs.get(expression);
        return program === undefined ? expression : `new URL(${JSON.stringify(pathToFileURL(program).href)})`;
      });
    },
  };
}
