/**
 * The arrows: which folder may import which. scripts/arrows.json holds the table, package.json the sub-folders that
 * are entry points of their own (store/sqlite) and the optional packages that only those may import.
 */
const arrows = require("./scripts/arrows.json");
const { exports: entries, peerDependencies } = require("./package.json");

const folders = Object.keys(arrows);
const subFolders = Object.values(entries)
  .map((entry) => /^\.\/src\/(.+\/.+)\/index\.ts$/.exec(entry["errata-source"] ?? "")?.[1])
  .filter(Boolean);

const test = "\\.test(-d)?\\.ts$|/testing/";
/** Folders that run in browsers and workers, and of which nobody should have to install anything. */
const core = "^src/(index\\.ts$|(contract|envelope|client|server)/)";
const subFolder = `^src/(${subFolders.join("|")})/`;
const peers = `(^|/)node_modules/(${Object.keys(peerDependencies).join("|")})/`;

module.exports = {
  forbidden: [
    ...folders.flatMap(arrowsOf),
    {
      name: "folder-in-table",
      comment: "A folder of src/ stands in scripts/arrows.json before it imports anything.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: `^src/(${folders.join("|")})/` },
      to: { path: "^src/", pathNot: "^src/$1/" },
    },
    {
      name: "root-is-contract",
      comment: "src/index.ts is the contract, and nothing else.",
      severity: "error",
      from: { path: "^src/index\\.ts$" },
      to: { pathNot: "^src/contract/index\\.ts$" },
    },
    {
      name: "folder-by-index",
      comment: "Another folder is imported through its index.ts only; what tests share has one of its own.",
      severity: "error",
      from: { path: "^src/([^/]+)/", pathNot: test },
      to: {
        path: "^src/",
        pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$", "^src/server/adapter\\.ts$"],
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
      comment:
        "A test reaches another folder through an index.ts: the folder's, a sub-folder's, or that of its testing/.",
      severity: "error",
      from: { path: `^src/([^/]+)/.*(${test})` },
      to: { path: "^src/", pathNot: ["^src/$1/", "^src/.+/index\\.ts$", "^src/server/adapter\\.ts$"], dependencyTypes: ["local"] },
    },
    ...subFolders.map(subFolderByName),
    {
      name: "src-alone",
      comment: "The library knows nothing of what is built around it.",
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
      name: "core-free",
      comment:
        "The core runs anywhere and installs nothing: no package, no node: module, no sub-folder that needs one.",
      severity: "error",
      from: { path: core, pathNot: [subFolder, test] },
      to: { pathNot: [`^src/(?!(${subFolders.join("|")})/)`], couldNotResolve: false },
    },
    {
      name: "peer-in-sub-folder",
      comment: "An optional package is imported only by the sub-folder that exists for it.",
      severity: "error",
      from: { path: "^src/", pathNot: [subFolder, test] },
      to: { path: peers },
    },
    {
      name: "cli-unimported",
      comment: "Nothing imports the command line.",
      severity: "error",
      from: { pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "no-cycle",
      comment: "Imports, of types too, form no circle.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolves",
      comment: "Every import leads somewhere; of errata/… only to what package.json exports.",
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

/** Tests are customers too: by package name they may import any entry point, by path only along the arrows. */
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
    comment: `src/${folder} is reached by its package export only, so that its parent never needs what it needs.`,
    severity: "error",
    from: { path: `^src/${parent}/`, pathNot: [`^src/${folder}/`, test] },
    to: { path: `^src/${folder}/`, dependencyTypes: ["local"] },
  };
}
