import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { SourceText } from "../../../adopt/index.ts";
import { CommandError } from "../../verb.ts";
import { cloneRepository, isRepository, withoutPassword } from "./clone-repository.ts";
import { decode } from "./download.ts";
import { readSource } from "./source-text.ts";

/** Reads a file, a URL, a folder, a repository of git, or `-` for standard input. @throws CommandError if it cannot be read */
export async function readSources(source: string, report: (text: string) => void): Promise<readonly SourceText[]> {
  const isFolder = source !== "-" && (await isDirectory(source));
  // A bare repository is a folder without files of its own.
  if (isRepository(source) || (isFolder && (await isBareRepository(source)))) {
    report(`Cloning ${withoutPassword(source)}`);
    return await cloneRepository(source, (folder) => readFolder(folder, "", report));
  }
  if (isFolder) return await readFolder(source, source, report);
  return [{ file: source === "-" ? "standard input" : source, text: await readSource(source) }];
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function isBareRepository(folder: string): Promise<boolean> {
  return (
    existsSync(join(folder, "HEAD")) && existsSync(join(folder, "refs")) && (await isDirectory(join(folder, "objects")))
  );
}

const maxFiles = 5_000;
/** Most files of a folder that are listed, before those that may list errors are chosen. */
const maxListed = 50_000;
/** Largest file of a folder, in bytes. Larger ones are data. */
const maxFileBytes = 2 * 2 ** 20;
/** Size of all files of a folder, in bytes. */
const maxTotalBytes = 64 * 2 ** 20;
const maxDepth = 12;

const extensions: ReadonlySet<string> = new Set(
  ".md .mdx .markdown .html .htm .xhtml .rst .txt .adoc .asciidoc .csv .tsv .json .yaml .yml .ts .mts .cts .tsx .js .mjs .cjs .jsx .go .java .kt .kts .cs .py .php .rb .rs .proto .swift .h .hh .hpp .hxx .c .cc .cpp .cxx .dart .scala .ex .exs .erl .hrl .graphql .graphqls .gql .toml .properties .m .mm".split(
    " ",
  ),
);
const skipped: ReadonlySet<string> = new Set(
  "node_modules vendor dist build target out coverage __pycache__ venv third_party testdata fixtures __snapshots__".split(
    " ",
  ),
);

async function readFolder(
  folder: string,
  name: string,
  report: (text: string) => void,
): Promise<readonly SourceText[]> {
  const files = await listFiles(folder, name);
  if (files.length === 0)
    throw new CommandError(`${name || folder} has no file that may list errors (${[...extensions].join(", ")}).`);
  if (files.length === maxFiles) report(`${name || folder} has more than ${maxFiles} files; the rest is left out`);
  const sources: SourceText[] = [];
  let bytes = 0;
  for (const [index, { path, file }] of files.entries()) {
    if (index > 0 && index % 500 === 0) report(`Read ${index} of ${files.length} files`);
    const text = await readText(path);
    bytes += text.length;
    if (bytes > maxTotalBytes) {
      report(
        `${name || folder} has more than ${maxTotalBytes / 2 ** 20} MiB; ${files.length - index} files are left out`,
      );
      break;
    }
    if (text !== "") sources.push({ file, text });
  }
  return sources;
}

/** Reads a file; empty if it is too large or binary. */
async function readText(path: string): Promise<string> {
  if ((await stat(path)).size > maxFileBytes) return "";
  const text = decode(await readFile(path));
  return text.slice(0, 1_000).includes("\u0000") ? "" : text;
}

/** Checks the name of a file. Most data in a folder are settings, so they are read only if they are named after errors or an API. */
function mayListErrors(name: string): boolean {
  if (!extensions.has(extname(name).toLowerCase()) || isHistory.test(name)) return false;
  return (
    !/\.(?:json|ya?ml|toml|properties|csv|tsv)$/i.test(name) ||
    /err|exception|problem|fault|codes?\b|status|message|openapi|swagger|postman|\bapi\b/i.test(name)
  );
}

/** Files about a project and its versions, which list names of other things. */
const isHistory =
  /^(?:changes|change_?log|history|version|releases?|release[-_]notes|contributing|authors|code_of_conduct)\b/i;

interface ListedFile {
  readonly path: string;
  /** The path as it is shown. */
  readonly file: string;
}

async function listFiles(folder: string, name: string): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  const folders = [{ path: folder, file: name, depth: 0 }];
  for (let next = folders.shift(); next !== undefined && files.length < maxListed; next = folders.shift()) {
    const { path, file, depth } = next;
    const entries = (await readdir(path, { withFileTypes: true })).filter(
      (entry) => !entry.name.startsWith(".") && !skipped.has(entry.name),
    );
    for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const child = { path: join(path, entry.name), file: join(file, entry.name) };
      if (entry.isDirectory() && depth < maxDepth) folders.push({ ...child, depth: depth + 1 });
      else if (entry.isFile() && mayListErrors(entry.name)) files.push(child);
    }
  }
  // Files that are named after errors come first, so that the bounds leave out others.
  const isFirst = ({ file }: ListedFile): boolean => /err|exception|problem|fault|codes?\b|status/i.test(file);
  return [...files.filter(isFirst), ...files.filter((file) => !isFirst(file))].slice(0, maxFiles);
}
