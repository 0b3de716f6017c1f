import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CommandError } from "../verb.ts";
import { type Framework, frameworks } from "./framework.ts";

/** Facts about a project, read from its files. */
export interface Project {
  /** Folder of the package.json. */
  readonly folder: string;
  /** Name of the package without its scope, in the form of a contract's name. */
  readonly name: string;
  /** Supported frameworks among the dependencies. */
  readonly frameworks: readonly Framework[];
  readonly isTypeScript: boolean;
  /** Whether Node reads `.js` files of the project as modules. */
  readonly isModule: boolean;
  /** Folder of the source: `src`, or an empty text. */
  readonly source: string;
  readonly runner: "vitest" | "jest" | "node:test";
  /** Names of the packages that the project depends on. */
  readonly installed: ReadonlySet<string>;
  readonly packages: PackageManager;
}

/** Commands of a package manager. */
export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Installs exactly what the lock file lists. */
  readonly install: string;
  readonly add: string;
  /** Runs a command of an installed package. */
  readonly run: string;
}

/**
 * Reads a project's package.json, and looks for the files that tell its tools.
 *
 * @throws CommandError if there is no package.json, or if it is not valid
 */
export async function readProject(folder: string): Promise<Project> {
  const manifest = await readManifest(join(folder, "package.json"));
  const installed = new Set(
    ["dependencies", "devDependencies", "peerDependencies"].flatMap((group) =>
      isRecord(manifest[group]) ? Object.keys(manifest[group]) : [],
    ),
  );
  const has = (path: string): Promise<boolean> =>
    access(join(folder, path)).then(
      () => true,
      () => false,
    );
  return {
    folder,
    name: nameOf(manifest.name),
    frameworks: frameworks.filter(({ dependency }) => dependency !== undefined && installed.has(dependency)),
    isTypeScript: installed.has("typescript") || (await has("tsconfig.json")),
    isModule: manifest.type === "module",
    source: (await has("src")) ? "src" : "",
    runner: installed.has("vitest") ? "vitest" : installed.has("jest") ? "jest" : "node:test",
    installed,
    packages: await packageManagerOf(manifest, has),
  };
}

async function readManifest(path: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(
      `${path} cannot be read (${cause.code}). Pass the folder of your project, or run npm init first.`,
      { cause },
    );
  });
  const manifest = parse(text);
  if (isRecord(manifest)) return manifest;
  throw new CommandError(
    `expected a JSON object in ${path}, received ${text.slice(0, 40).trim() || "nothing"}. Fix it.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

function nameOf(name: unknown): string {
  const words = typeof name === "string" ? name.replace(/^@[^/]*\//, "").toLowerCase() : "";
  return words.replaceAll(/[^a-z0-9]+/g, "-").replaceAll(/^[-0-9]+|-+$/g, "") || "api";
}

const managers: readonly (PackageManager & { readonly locks: readonly string[] })[] = [
  {
    name: "pnpm",
    locks: ["pnpm-lock.yaml"],
    install: "corepack enable && pnpm install --frozen-lockfile",
    add: "pnpm add",
    run: "pnpm exec",
  },
  {
    name: "yarn",
    locks: ["yarn.lock"],
    install: "corepack enable && yarn install --immutable",
    add: "yarn add",
    run: "yarn",
  },
  {
    name: "bun",
    locks: ["bun.lock", "bun.lockb"],
    install: "npm install --global bun && bun install --frozen-lockfile",
    add: "bun add",
    run: "bunx",
  },
];

async function packageManagerOf(
  { packageManager }: Readonly<Record<string, unknown>>,
  has: (path: string) => Promise<boolean>,
): Promise<PackageManager> {
  const [declared] = typeof packageManager === "string" ? packageManager.split("@", 1) : [];
  for (const { locks, ...manager } of managers) {
    const isLocked = (await Promise.all(locks.map(has))).includes(true);
    if (manager.name === declared || (declared === undefined && isLocked)) return manager;
  }
  const install = (await has("package-lock.json")) ? "npm ci" : "npm install";
  return { name: "npm", install, add: "npm install", run: "npx" };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
