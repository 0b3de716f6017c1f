import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { build } from "esbuild";
import { root } from "./launch/root.mjs";

/**
 * Bundles dist/adopt into one file with the parsers that it uses, so that nobody has to install them, and writes their
 * licences beside it. Other folders of dist/ and the runtime dependencies stay imports.
 *
 * @returns {Promise<void>}
 */
export async function bundleAdopt() {
  const folder = join(root, "dist", "adopt");
  const entry = join(folder, "index.js");
  const outside = {
    name: "outside",
    setup: (bundler) =>
      bundler.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const target = join(resolveDir, path);
        const isOutside = target.startsWith(join(root, "dist")) && !target.startsWith(folder + sep);
        return isOutside ? { path: relative(folder, target).split(sep).join("/"), external: true } : undefined;
      }),
  };
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: Object.keys(dependencies),
    plugins: [outside],
    legalComments: "none",
    metafile: true,
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error("Expected esbuild to write one file, received none.");
  removeModules(folder);
  writeFileSync(entry, bundle.contents);
  writeFileSync(join(folder, "LICENSES.txt"), licences(Object.keys(metafile.inputs)));
}

/** Removes the modules that the bundle contains. Their declarations stay. */
function removeModules(folder) {
  for (const name of readdirSync(folder, { recursive: true }))
    if (String(name).endsWith(".js")) rmSync(join(folder, String(name)));
}

/** Returns the licences of the packages that a bundle contains, as they ask for. */
function licences(inputs) {
  const folders = new Set(
    inputs.flatMap((input) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const path = join(root, folder);
      const { name, version, license } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
      const file = readdirSync(path).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(path, file), "utf8");
      return `${name} ${version}\n\n${text.trim()}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
