import { readFile, rename, writeFile } from "node:fs/promises";
import type { Api, Credential, Try } from "../shared/api/index.ts";

/** An API with its demo, at its address. */
export interface ApiDemo {
  readonly api: Api;
  readonly credentials: readonly Credential[];
  readonly tries: readonly Try[];
}

/** What scripts read: addresses and credentials of the demo. */
export interface DemoFile {
  readonly url: string;
  readonly apis: Readonly<Record<string, DemoEntry>>;
}

/** One API in the demo's file. */
export interface DemoEntry {
  readonly url: string;
  readonly contract: string;
  readonly credentials: Readonly<Record<string, string>>;
  /** Commands to try. */
  readonly tries: readonly Try[];
}

/** Reads the credentials of an earlier start, by API; leaves out whatever is not one, for the file may be damaged. */
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

/** Writes the demo's file for its owner only: it is the one place where the text of the keys is kept. */
export async function writeDemoFile(path: string, url: string, demos: readonly ApiDemo[]): Promise<void> {
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
    await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (cause) {
    const { code = "an unknown error" } = cause as NodeJS.ErrnoException;
    throw new Error(`${path}, where the demo's keys are kept, cannot be written (${code}). Move it out of the way.`, {
      cause,
    });
  }
}
