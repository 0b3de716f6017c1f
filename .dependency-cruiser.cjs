/**
 * Rules for imports between folders. scripts/arrows.json lists what each folder may import; package.json lists the
 * sub-folders that are entry points (store/sqlite) and the optional packages that only those may import.
 */
const arrows = require("./scripts/arrows.json");
const { exports: entries, peerDependencies } = require("./package.json");

const folders = Object.keys(arrows);
/** The only entry point in a sub-folder that needs no optional package, so its parent may import it. */
const dependencyFree = "client/formats";
const subFolders = Object.values(entries)
  .map((entry) => /^\.\/src\/(.+\/.+)\/index\.ts$/.exec(entry["errata-source"] ?? "")?.[1])
  .filter((folder) => folder && folder !== dependencyFree);

const test = "\\.test(-d)?\\.ts$|/testing/";
/** Folders that run in browsers and workers without any dependency. */
const core = "^src/(contract|envelope|client|server)/";
const subFolder = `^src/(${subFolders.join("|")})/`;
/** Check the arguments and options of public functions, find misspelt names, and read schemas; exported by no entry point. */
const sharedModule = "^src/contract/(faults/(arguments|nearest|options)|details/schema-shape)\\.ts$";
const peers = `(^|/)node_modules/(${Object.keys(peerDependencies).join("|")})/`;

module.exports = {
  forbidden: [
    ...folders.flatMap(arrowsOf),
    {
      name: "folder-in-table",
      comment: "Every folder of src/ has a row in scripts/arrows.json.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: `^src/(${folders.join("|")})/` },
      to: { path: "^src/", pathNot: "^src/$1/" },
    },
    {
      name: "folder-by-index",
      comment: "Folders import each other only through index.ts; shared fixtures have their own.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: test },
      to: {
        path: "^src/",
        pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$", "^src/server/adapter\\.ts$", sharedModule],
        dependencyTypes: ["local"],
      },
    },
    {
      name: "adapter-module",
      comment: "src/server/adapter.ts holds what adapters build on; only src/adapters/ imports it.",
      severity: "error",
      from: { pathNot: "^src/(adapters|server)/" },
      to: { path: "^src/server/adapter\\.ts$" },
    },
    {
      name: "folder-by-index",
      comment: "Tests import another folder through an index.ts: the folder's, a sub-folder's, or that of testing/.",
      severity: "error",
      from: { path: `^src/([^/]+)/.*(${test})` },
      to: {
        path: "^src/",
        pathNot: ["^src/$1/", "^src/.+/index\\.ts$", "^src/server/adapter\\.ts$"],
        dependencyTypes: ["local"],
      },
    },
    ...subFolders.map(subFolderByName),
    {
      name: "src-alone",
      comment: "The library does not import code that is built on it.",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(services|examples|bench|test|scripts)/" },
    },
    {
      name: "customer-by-name",
      comment: 'Services, examples and benches import "errata/…", as a customer does, never ../src.',
      severity: "error",
      from: { path: "^(services|examples|bench)/" },
      to: { path: "^src/", dependencyTypes: ["local"] },
    },
    {
      name: "service-alone",
      comment: "A service imports shared modules and the library, never another service or the launcher.",
      severity: "error",
      from: { path: "^services/([^/]+)/", pathNot: ["^services/(shared|launch|testing|traffic)/", test] },
      to: { path: "^services/", pathNot: "^services/($1|shared)/", dependencyTypes: ["local"] },
    },
    {
      name: "service-alone",
      comment: "Shared modules of the services import no service and not the launcher.",
      severity: "error",
      from: { path: "^services/shared/", pathNot: test },
      to: { path: "^services/", pathNot: "^services/shared/", dependencyTypes: ["local"] },
    },
    {
      name: "core-free",
      comment:
        "The core runs everywhere and has no dependencies: no packages, no node: modules, no sub-folder that needs one.",
      severity: "error",
      from: { path: core, pathNot: [subFolder, test] },
      to: { pathNot: [`^src/(?!(${subFolders.join("|")})/)`], couldNotResolve: false },
    },
    {
      name: "peer-in-sub-folder",
      comment: "Only the entry point for an optional package imports it. errata/reference is that of hono/jsx.",
      severity: "error",
      from: { path: "^src/", pathNot: [subFolder, "^src/reference/", test] },
      to: { path: peers },
    },
    {
      name: "cli-unimported",
      comment: "Nothing imports the command-line program.",
      severity: "error",
      from: { pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "no-cycle",
      comment: "Imports, including those of types, must not form a cycle.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolves",
      comment: "Every import resolves; errata/… only to what package.json exports.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["errata-source", "types", "import", "node", "default"],
    },
  },
};

/** Tests may import any entry point by package name, and by path only what their folder may import. */
function arrowsOf(folder) {
  const rule = {
    name: `arrow-${folder}`,
    comment: `${folder} imports ${arrows[folder].join(", ") || "no other folder"}.`,
    severity: "error",
  };
  const to = { path: "^src/[^/]+/", pathNot: `^src/(${[folder, ...arrows[folder]].join("|")})/` };
  return [
    { ...rule, from: { path: `^src/${folder}/`, pathNot: test }, to },
    { ...rule, from: { path: `^src/${folder}/.*(${test})` }, to: { ...to, dependencyTypes: ["local"] } },
  ];
}

function subFolderByName(folder) {
  const parent = folder.split("/")[0];
  return {
    name: "sub-folder-by-name",
    comment: `src/${folder} is imported only by its package name, so that its parent folder does not need its dependencies.`,
    severity: "error",
    from: { path: `^src/${parent}/`, pathNot: [`^src/${folder}/`, test] },
    to: { path: `^src/${folder}/`, dependencyTypes: ["local"] },
  };
}
