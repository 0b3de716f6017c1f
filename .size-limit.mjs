/** Keeps a dynamic import out of the file, as code splitting does: a page requests the published formats when an error needs them. */
const splitting = {
  name: "splitting",
  setup: (build) =>
    build.onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    ),
};
const client = {
  path: "dist/client/index.js",
  gzip: true,
  modifyEsbuildConfig: (config) => ({ ...config, format: "esm", plugins: [splitting] }),
};

export default [
  { name: "errata (contract)", path: "dist/contract/index.js", limit: "23.3 kB", gzip: true },
  { name: "errata/envelope", path: "dist/envelope/index.js", limit: "19 kB", gzip: true },
  { name: "errata/server", path: "dist/server/index.js", limit: "44 kB", gzip: true },
  {
    name: "errata/client: the whole client",
    import: "{ client, decide, match, matchKind, parseError, retryHint }",
    limit: "6000 B",
    ...client,
  },
  { name: "errata/client: parse and match", import: "{ match, matchKind, parseError }", limit: "4000 B", ...client },
  { name: "errata/client: withErrata", import: "{ parseResponse, withErrata }", limit: "6150 B", ...client },
  {
    name: "errata/client: the published formats, loaded when an error needs them",
    path: "dist/client/formats/formats.js",
    limit: "10800 B",
    gzip: true,
  },
  {
    name: "errata/client: the whole client in one file, without code splitting",
    path: "dist/client/index.js",
    import: "{ client, decide, match, matchKind, parseError, retryHint }",
    limit: "17000 B",
    gzip: true,
    modifyEsbuildConfig: (config) => ({ ...config, format: "esm" }),
  },
];
