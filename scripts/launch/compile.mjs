import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** Files that change the result without being compiled: `exports` maps, compiler options and this module. */
const settings = [
  "package.json",
  "services/package.json",
  "tsconfig.json",
  "services/tsconfig.json",
  "scripts/launch/compile.mjs",
];

/** Time after which chunks of an earlier compilation are deleted, in milliseconds. A running process may load them late. */
const chunkLifeMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Compiles `services/main.ts` and its imports, unless none of the files has changed. Node loads the result in half the
 * time that tsx needs to transpile 500 files at every start.
 *
 * @param {string} root folder that holds package.json
 * @returns {Promise<string[]>} the arguments with which Node runs it
 */
export async function compileServices(root) {
  const main = join(root, "services", "node_modules", ".cache", "errata", "main.mjs");
  if (!isCurrent(root, main)) await compile(root, main);
  return ["--enable-source-maps", main];
}

/**
 * @param {string} root
 * @param {string} main
 */
function isCurrent(root, main) {
  try {
    const [firstLine] = readFileSync(main, "utf8").split("\n", 1);
    const header = JSON.parse(firstLine.slice("// ".length));
    // The output contains absolute paths, so a copy of the repository needs its own.
    if (header.root !== root) return false;
    return Object.entries(header.versions).every(([path, version]) => versionOf(join(root, path)) === version);
  } catch {
    return false;
  }
}

/** @param {string} path */
function versionOf(path) {
  const { mtimeMs, size } = statSync(path);
  return `${mtimeMs} ${size}`;
}

/**
 * @param {string} root
 * @param {string} main
 */
async function compile(root, main) {
  const { build } = await import("esbuild");
  const startedAt = Date.now();
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { main: "services/main.ts" },
    outdir: dirname(main),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    // Without chunks, the packages of modules that are imported later would be loaded at once.
    splitting: true,
    format: "esm",
    platform: "node",
    target: `node${process.versions.node}`,
    conditions: ["errata-source"],
    sourcemap: "inline",
    sourcesContent: false,
    plugins: [externalPackages, sourceUrls],
    logLevel: "silent",
    metafile: true,
    write: false,
  });
  const versions = Object.fromEntries(
    [...Object.keys(metafile.inputs), ...settings].map((path) => {
      const isStable = statSync(join(root, path)).mtimeMs < startedAt;
      // A file that was edited during the compilation may have been read before the edit.
      return [path, isStable ? versionOf(join(root, path)) : "changed"];
    }),
  );
  writeOutput(main, outputFiles, `// ${JSON.stringify({ root, versions })}\n`);
}

/**
 * Writes the chunks, whose names contain their hashes, and then the main module. Several processes may do so at once.
 *
 * @param {string} main
 * @param {import("esbuild").OutputFile[]} files
 * @param {string} header
 */
function writeOutput(main, files, header) {
  const folder = dirname(main);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (path !== main && statSync(path).mtimeMs < Date.now() - chunkLifeMs) rmSync(path, { force: true });
  }
  for (const { path, text } of [...files].sort((a, b) => Number(a.path === main) - Number(b.path === main))) {
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, path === main ? header + text : text);
    renameSync(temporary, path);
  }
}

/** Leaves packages in node_modules. Only errata itself is compiled, from its sources. */
const externalPackages = {
  name: "external-packages",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || /^errata(\/|$)/.test(path) ? undefined : { path, external: true },
    );
  },
};

/** Keeps the URL of each source, because sources find files and worker modules beside them. */
const sourceUrls = {
  name: "source-urls",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", url), loader: "ts" };
    });
  },
};
