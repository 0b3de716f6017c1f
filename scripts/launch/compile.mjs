import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";

/** Files that change the result without being compiled: `exports` maps, compiler options and this module. */
const settings = [
  "package.json",
  "services/package.json",
  "tsconfig.json",
  "services/tsconfig.json",
  "scripts/launch/compile.mjs",
];

/** The URL of a module that runs in a process of its own. */
export const workerUrl = /new URL\("([^"]+\.ts)", import\.meta\.url\)/g;

/** Time after which chunks of an earlier compilation are deleted, in milliseconds. A running process may load them late. */
const chunkLifeMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Compiles `services/main.ts`, its imports and its worker modules, unless none of the files has changed.
 *
 * @param {string} root folder that holds package.json
 * @returns {Promise<string[]>} the arguments with which Node runs it
 */
export async function compileServices(root) {
  return ["--enable-source-maps", await compileProgram(root, "services/main.ts", join(cacheOf(root), "main.mjs"))];
}

/**
 * Compiles a TypeScript program, its imports and its worker modules, unless none of the files has changed. Node loads the
 * result in half the time that tsx needs to transpile the sources at every start.
 *
 * @param {string} root folder that holds package.json
 * @param {string} program path of the source, relative to the root
 * @param {string} [main] path of the result. @default a file for this program in the cache
 * @returns {Promise<string>} path of the result
 */
export async function compileProgram(root, program, main = join(cacheOf(root), nameOf(program), "main.mjs")) {
  if (!isCurrent(root, main)) await compile(root, program, main);
  return main;
}

/** @param {string} root */
function cacheOf(root) {
  return join(root, "services", "node_modules", ".cache", "errata");
}

/**
 * Returns the name of a source's output.
 *
 * @param {string} path
 */
function nameOf(path) {
  return path.replace(/\.ts$/, "").replaceAll(/[\\/]/g, "-");
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
 * @param {string} program
 * @param {string} main
 */
async function compile(root, program, main) {
  const { build } = await import("esbuild");
  const startedAt = Date.now();
  const workers = new Map();
  const builds = [await bundle({ main: program })];
  // Modules that run in processes of their own.
  if (workers.size > 0) builds.push(await bundle(Object.fromEntries(workers)));
  const paths = [...builds.flatMap(({ metafile }) => Object.keys(metafile.inputs)), ...settings];
  const versions = Object.fromEntries(
    paths.map((path) => {
      const isStable = statSync(join(root, path)).mtimeMs < startedAt;
      // A file that was edited during the compilation may have been read before the edit.
      return [path, isStable ? versionOf(join(root, path)) : "changed"];
    }),
  );
  const files = builds.flatMap(({ outputFiles }) => outputFiles);
  writeOutput(main, files, `// ${JSON.stringify({ root, versions })}\n`);

  /** @param {Record<string, string>} entryPoints */
  function bundle(entryPoints) {
    return build({
      absWorkingDir: root,
      entryPoints,
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
      plugins: [externalPackages, sourceUrls(root, dirname(main), workers)],
      logLevel: "silent",
      metafile: true,
      write: false,
    });
  }
}

/**
 * Writes the main module last, because its header makes the output valid. Several processes may write at the same time.
 *
 * @param {string} main
 * @param {import("esbuild").OutputFile[]} files
 * @param {string} header
 */
function writeOutput(main, files, header) {
  const folder = dirname(main);
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const isOld = entry.isFile() && path !== main && statSync(path).mtimeMs < Date.now() - chunkLifeMs;
    if (isOld) rmSync(path, { force: true });
  }
  for (const { path, text } of [...files].sort((a, b) => Number(a.path === main) - Number(b.path === main))) {
    const temporary = `${path}.${process.pid}`;
    // A command begins with "#!", which is valid only in the first line.
    writeFileSync(temporary, path === main ? header + text.replace(/^#!.*\n/, "") : text);
    renameSync(temporary, path);
  }
}

/** Leaves packages in node_modules. Only errata itself and its `#imports` are compiled, from its sources. */
const externalPackages = {
  name: "external-packages",
  /** @param {import("esbuild").PluginBuild} build */
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || /^(errata(\/|$)|#)/.test(path) ? undefined : { path, external: true },
    );
  },
};

/**
 * Keeps the URL of each source, because sources find files beside them, except for the URLs of worker modules.
 *
 * @param {string} root
 * @param {string} folder of the output
 * @param {Map<string, string>} workers receives the worker modules by the names of their outputs
 * @returns {import("esbuild").Plugin}
 */
function sourceUrls(root, folder, workers) {
  return {
    name: "source-urls",
    setup(build) {
      build.onLoad({ filter: /\.tsx?$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8")
          .replaceAll(workerUrl, (expression, specifier) => {
            const worker = relative(root, join(dirname(path), specifier));
            if (!existsSync(join(root, worker))) return expression;
            const name = nameOf(worker);
            workers.set(name, worker);
            return `new URL(${JSON.stringify(pathToFileURL(join(folder, `${name}.mjs`)).href)})`;
          })
          .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href));
        return { contents: text, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}
