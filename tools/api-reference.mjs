// Writes the reference of the library's exports from their doc comments, one page per entry point.
// Usage: node tools/api-reference.mjs <folder>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, ReflectionKind } from "typedoc";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Writes the pages. Returns a warning for every export and member without a doc comment, and for every broken link. */
export async function writeApiReference(out) {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const names = new Map(
    Object.entries(exports).flatMap(([path, { "errata-source": source }]) =>
      source === undefined ? [] : [[source, path.replace(".", "errata")]],
    ),
  );
  const warnings = [];
  const app = await Application.bootstrapWithPlugins({
    entryPoints: [...names.keys()].map((source) => join(root, source)),
    tsconfig: join(root, "tools", "tsconfig.json"),
    basePath: root,
    plugin: ["typedoc-plugin-markdown"],
    name: "API reference",
    readme: "none",
    excludePrivate: true,
    excludeExternals: true,
    disableSources: true,
    hideGenerator: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    entryFileName: "README.md",
    sort: ["source-order"],
    outputFileStrategy: "modules",
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    groupOrder: ["Functions", "Variables", "Classes", "Interfaces", "Type Aliases"],
    typeAliasPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    expandObjects: true,
    tableColumnSettings: { hideModifiers: true },
    validation: { notDocumented: true, notExported: false, invalidLink: true },
    requiredToBeDocumented: ["Function", "Interface", "TypeAlias", "Class", "Variable"],
    // The `types` check compiles the sources.
    skipErrorChecking: true,
    logLevel: "None",
  });
  app.logger.addContext = (message) => message;
  app.logger.log = (message, level) => {
    // Members of types are checked below.
    if (level >= 2 && !/\.__type\.|~standard/.test(message)) warnings.push(message);
  };
  app.converter.on("resolveBegin", ({ project }) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      if (parameter.name === "__namedParameters") parameter.name = nameOf(parameter.type);
  });
  app.converter.on("resolveEnd", ({ project }) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      parameter.comment ??= parameter.type?.reflection?.comment?.clone();
  });
  const project = await app.convert();
  if (project === undefined) throw new Error(`typedoc could not read the sources: ${warnings.join("\n")}`);
  for (const module of project.children ?? []) module.name = names.get(`./${module.name}/index.ts`) ?? "errata";
  for (const { children } of [project, ...(project.groups ?? [])])
    children?.sort((one, other) => (one.name < other.name ? -1 : 1));
  app.validate(project);
  const memberKinds = ReflectionKind.Property | ReflectionKind.Method | ReflectionKind.Accessor;
  for (const member of project.getReflectionsByKind(memberKinds))
    if (!isForeign(member) && !isDocumented(member))
      warnings.push(`${member.getFriendlyFullName()} does not have any documentation`);
  await app.outputs.writeOutput({ name: "markdown", path: out }, project);
  addPurposes(join(out, "README.md"), new Map([...names].map(([source, name]) => [name, purposeOf(source)])));
  return warnings;
}

/** Replaces the list of modules by a table with the purpose of each. */
function addPurposes(file, purposes) {
  const text = readFileSync(file, "utf8");
  const rows = [...text.matchAll(/^- (\[([^\]]+)\]\([^)]+\))$/gm)].map(
    ([, link, name]) => `| ${link} | ${purposes.get(name) ?? ""} |`,
  );
  const start = text.indexOf("\n- ");
  writeFileSync(file, `${text.slice(0, start)}\n| module | purpose |\n|---|---|\n${rows.join("\n")}\n`);
}

/** The first line of a folder's index states its purpose. */
function purposeOf(source) {
  const [line = ""] = readFileSync(join(root, source), "utf8").split("\n", 1);
  return line.replace(/^\/\*\* | \*\/$/g, "");
}

/** Whether a member belongs to Standard Schema, which documents it, or to a constraint, which callers never write. */
function isForeign(member) {
  for (let part = member; part !== undefined; part = part.parent)
    if (part.name === "~standard" || part.kindOf(ReflectionKind.TypeParameter)) return true;
  return false;
}

/** The comment of a method or an accessor is that of a signature. */
function isDocumented(member) {
  const signatures = [...(member.signatures ?? []), member.getSignature, member.setSignature];
  const type = member.type?.type === "reflection" ? (member.type.declaration.signatures ?? []) : [];
  return member.hasComment() || [...signatures, ...type].some((signature) => signature?.hasComment() === true);
}

/** Names a destructured parameter after its type: `options` for CallOptions, `recording` for Recording. */
function nameOf(type) {
  const name = type?.type === "reference" ? (type.typeArguments?.[0]?.name ?? type.name) : "options";
  return /Options$/.test(name) ? "options" : name.charAt(0).toLowerCase() + name.slice(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const warnings = await writeApiReference(process.argv[2]);
  process.stderr.write(warnings.map((warning) => `${warning}\n`).join(""));
}
