import { readFile, writeFile } from "node:fs/promises";
import type { ContractDiff } from "../../check/index.ts";
import type { VersionChanges } from "../../reference/index.ts";
import { CommandError } from "../verb.ts";

/** Adds the changes of the newer version to a file, the newest version first. Replaces what the file has for that version. */
export async function addChanges(file: string, { after, changes }: ContractDiff): Promise<void> {
  const versions = (await exists(file)) ? await readChanges(file) : [];
  const entry: VersionChanges = {
    version: after.version,
    changes: changes
      .filter(({ rule }) => !rule.startsWith("version-"))
      .map(({ verdict, subject, text }) => ({ verdict, subject, text })),
  };
  const others = versions.filter(({ version }) => version !== after.version);
  await writeFile(file, `${JSON.stringify([entry, ...others], null, 2)}\n`);
}

/** Reads a file of `errata diff --changelog`. @throws CommandError if it has another form */
export async function readChanges(file: string): Promise<readonly VersionChanges[]> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    if (Array.isArray(value) && value.every(isVersionChanges)) return value;
  } catch (error) {
    throw new CommandError(
      `${file} cannot be read: ${(error as Error).message}. Write it with errata diff --changelog.`,
    );
  }
  throw new CommandError(`${file}: expected a list of versions with changes. Write it with errata diff --changelog.`);
}

async function exists(file: string): Promise<boolean> {
  return await readFile(file).then(
    () => true,
    () => false,
  );
}

function isVersionChanges(value: unknown): value is VersionChanges {
  if (typeof value !== "object" || value === null) return false;
  const { version, changes } = value as Partial<VersionChanges>;
  return (
    typeof version === "string" &&
    Array.isArray(changes) &&
    changes.every(({ verdict, subject, text }) =>
      [verdict, subject?.type, subject?.name, text].every((member) => typeof member === "string"),
    )
  );
}
