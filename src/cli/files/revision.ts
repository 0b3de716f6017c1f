import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { CommandError } from "../verb.ts";
import { maxBytes, timeoutMs } from "./sources/index.ts";

/** A file of a revision, as git writes it: `main:api/errata.yaml`. A path that begins with `./` is relative to the folder. */
interface RevisionFile {
  readonly revision: string;
  readonly path: string;
}

/** Two versions of a contract. */
export interface RevisionRange {
  readonly before: string;
  readonly after: string;
}

/** Returns whether a source is `<revision>:<path>`. A file of that name, or a drive letter, takes precedence. */
export function isRevision(source: string): boolean {
  return /^[^:]{2,}:./.test(source) && !source.startsWith("file:") && !existsSync(source);
}

/**
 * Splits a range of revisions: `main..HEAD`, `main...HEAD` from where the branches part, and `main..` up to the working tree.
 *
 * @returns undefined if the text is not a range, or names a file
 */
export async function readRange(text: string, file: string): Promise<RevisionRange | undefined> {
  const [, from, dots, to = ""] = /^([^\s:]+?)(\.{2,3})([^\s:.][^\s:]*)?$/.exec(text) ?? [];
  if (from === undefined || dots === undefined || from.startsWith(".") || existsSync(text)) return undefined;
  const path = `./${file.replace(/^\.\//, "")}`;
  const start =
    dots === "..." ? (await git(["merge-base", "--end-of-options", from, to || "HEAD"], text)).trim() : from;
  return { before: `${start}:${path}`, after: to === "" ? file : `${to}:${path}` };
}

/** Returns the text of a file of a revision. @throws CommandError if git cannot read it */
export async function readRevision(source: string): Promise<string> {
  return await git(["show", "--end-of-options", source], source);
}

/**
 * Writes the modules of a revision into a temporary folder with the installed packages, and removes it after its use.
 *
 * @param use receives the path of the file
 * @throws CommandError if git cannot read the revision, or it has too many files
 */
export async function withRevision<Result>(source: string, use: (file: string) => Promise<Result>): Promise<Result> {
  const { revision, path } = fileOf(source);
  const root = (await git(["rev-parse", "--show-toplevel"], source)).trim();
  const inside = /^\.\.?\//.test(path) ? relative(root, resolve(path)) : path;
  const folder = await mkdtemp(join(tmpdir(), "errata-revision-"));
  try {
    const paths = await modulesOf(revision, root, source);
    if (!paths.includes(inside.replaceAll("\\", "/")))
      throw new CommandError(
        `git cannot read ${source}: the revision has no file ${inside}. Commit it, or check its path.`,
      );
    await checkOut(revision, root, folder, paths, source);
    await linkPackages(root, folder, inside);
    return await use(join(folder, inside));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Faults name the revision, and not the temporary folder.
    const message = error.message
      .replaceAll(`${folder}/`, `${revision}:`)
      .replaceAll(`${relative(process.cwd(), folder)}/`, `${revision}:`);
    error.message = message.includes(`${revision}:`) ? message : `${revision}:${inside}: ${message}`;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fileOf(source: string): RevisionFile {
  const at = source.indexOf(":");
  return { revision: source.slice(0, at), path: source.slice(at + 1) };
}

/** Most modules and data files of a revision. */
const maxFiles = 20_000;
/** Size of these files, in bytes. */
const maxTotalBytes = 128 * 2 ** 20;

/** Returns the paths of the modules and the data that modules import. */
async function modulesOf(revision: string, root: string, source: string): Promise<readonly string[]> {
  const listed = await git(
    ["-C", root, "ls-tree", "-r", "-l", "-z", "--full-tree", "--end-of-options", revision],
    source,
  );
  const paths: string[] = [];
  let bytes = 0;
  for (const line of listed.split("\0")) {
    const [, size, path] = /^100\d{3} blob \w+ +(\d+)\t(.*)$/s.exec(line) ?? [];
    if (path === undefined || !/\.(?:[cm]?[jt]sx?|json|ya?ml)$/.test(path)) continue;
    paths.push(path);
    bytes += Number(size);
  }
  if (paths.length > maxFiles || bytes > maxTotalBytes)
    throw new CommandError(
      `${revision} has more than ${maxFiles} modules or ${maxTotalBytes / 2 ** 20} MiB. Commit the JSON form of the contract, which errata export writes, and compare that.`,
    );
  return paths;
}

/** Writes files of a revision. The index is one of its own, so that the one of the repository stays. */
async function checkOut(
  revision: string,
  root: string,
  folder: string,
  paths: readonly string[],
  source: string,
): Promise<void> {
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, ".errata-index") };
  await git(["-C", root, "read-tree", "--end-of-options", revision], source, env);
  const words = ["-C", root, "checkout-index", "-q", "-f", "-z", "--stdin", `--prefix=${folder}/`];
  const child = spawn("git", words, { env, stdio: ["pipe", "ignore", "ignore"], timeout: timeoutMs * 6 });
  child.stdin.on("error", () => {});
  child.stdin.end(paths.join("\0"));
  const [code] = await once(child, "close");
  if (code !== 0) throw new CommandError(`git cannot write the files of ${source} to ${folder}.`);
}

/** Links the installed packages of each folder from the file up to the root. */
async function linkPackages(root: string, folder: string, path: string): Promise<void> {
  for (let inside = dirname(path); ; inside = dirname(inside)) {
    const packages = join(root, inside, "node_modules");
    if (existsSync(packages)) {
      await mkdir(join(folder, inside), { recursive: true });
      await symlink(packages, join(folder, inside, "node_modules"), "junction");
    }
    if (inside === "." || inside === dirname(inside)) return;
  }
}

async function git(words: readonly string[], source: string, env: NodeJS.ProcessEnv = process.env): Promise<string> {
  try {
    const options = { maxBuffer: maxBytes, timeout: timeoutMs, encoding: "utf8", env } as const;
    return (await promisify(execFile)("git", words, options)).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const reason = (stderr || message).trim().split("\n", 1)[0]?.replace(/\.$/, "");
    throw new CommandError(
      `git cannot read ${source}: ${reason}. Write it as git show does: main:path/to/errata.yaml.`,
    );
  }
}
