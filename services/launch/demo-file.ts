import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Api, Credential, Try } from "../shared/api/index.ts";

/** An API with its demo. */
export interface ApiDemo {
  readonly api: Api;
  readonly credentials: readonly Credential[];
  readonly tries: readonly Try[];
}

/** Content of `demo.json`: addresses, credentials and commands for scripts. */
export interface DemoFile {
  readonly url: string;
  /** By name of the API. */
  readonly apis: Readonly<Record<string, DemoEntry>>;
}

/** One API in the demo file. */
export interface DemoEntry {
  readonly url: string;
  /** Address of the contract. */
  readonly contract: string;
  /** Secrets by name. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly tries: readonly Try[];
}

/** Reads the credentials of an earlier start, by API. Ignores everything that is not one, because the file may be damaged. */
export async function readCredentials(
  path: string,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const apis = membersOf(await readJson(path)).get("apis");
  return Object.fromEntries(
    [...membersOf(apis)].map(([name, entry]) => {
      const credentials = [...membersOf(membersOf(entry).get("credentials"))];
      return [name, Object.fromEntries(credentials.filter((pair): pair is [string, string] => isText(pair[1])))];
    }),
  );
}

/**
 * Writes the demo file for its owner only, because nothing else contains the secrets. It is synchronous, so that a server
 * which writes it while it starts to listen cannot respond to a request before.
 *
 * @throws Error that names the file and says what to do
 */
export function writeDemoFile(path: string, url: string, demos: readonly ApiDemo[]): void {
  const entries = demos.map(({ api: { name }, credentials, tries }): [string, DemoEntry] => [
    name,
    {
      url: `${url}/${name}`,
      contract: `${url}/${name}/.well-known/errata.json`,
      credentials: Object.fromEntries(credentials.map((credential) => [credential.name, credential.secret])),
      tries,
    },
  ]);
  const file: DemoFile = { url, apis: Object.fromEntries(entries) };
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw new Error(`The demo keys cannot be written to ${path} (${code}). Move whatever is at that path away.`, {
      cause,
    });
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
