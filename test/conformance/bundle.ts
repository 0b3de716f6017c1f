import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";

const options = {
  bundle: true,
  platform: "node",
  conditions: ["errata-source"],
  logLevel: "error",
} satisfies BuildOptions;

/** Bundles another copy of the package. @returns path of the module */
export async function bundleCopy(folder: string): Promise<string> {
  const outfile = join(folder, "copy.mjs");
  const stdin = { contents: 'export * from "errata";', resolveDir: import.meta.dirname, loader: "ts" } as const;
  await build({ ...options, format: "esm", stdin, outfile });
  return outfile;
}

/**
 * Bundles a program that imports `#copy`, the other copy of the package.
 *
 * @param external packages that it imports when it runs
 */
export async function bundleProgram(entry: string, outfile: string, copy: string, external: string[]): Promise<void> {
  await build({ ...options, format: "cjs", entryPoints: [entry], outfile, alias: { "#copy": copy }, external });
}
