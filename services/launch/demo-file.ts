import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Api, Demo } from "./api.ts";

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
}

/** Reads the credentials of an earlier start, by API; none where the file is lost or damaged. */
export async function readCredentials(
  path: string,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  try {
    const { apis } = JSON.parse(await readFile(path, "utf8")) as DemoFile;
    return Object.fromEntries(Object.entries(apis).map(([name, { credentials }]) => [name, credentials]));
  } catch {
    return {};
  }
}

/** Writes the demo's file for its owner only: it is the one place where the text of the keys is kept. */
export async function writeDemoFile(
  path: string,
  url: string,
  demos: readonly { readonly api: Api; readonly demo: Demo }[],
): Promise<void> {
  const entries = demos.map(({ api: { name }, demo }): [string, DemoEntry] => [
    name,
    {
      url: `${url}/${name}`,
      contract: `${url}/${name}/.well-known/errata.json`,
      credentials: Object.fromEntries(demo.credentials.map((credential) => [credential.name, credential.secret])),
    },
  ]);
  const file: DemoFile = { url, apis: Object.fromEntries(entries) };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
