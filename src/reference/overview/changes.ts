import type { AnyContract } from "../../contract/index.ts";
import type { VersionChanges } from "../site.ts";

/**
 * Returns the changes of each version, the newest version first: those that are given, and `since` and `deprecated` of
 * the codes where they say more.
 */
export function changesOf(contract: AnyContract, given: readonly VersionChanges[]): readonly VersionChanges[] {
  const byVersion = new Map(given.map(({ version, changes }) => [version, [...changes]]));
  const add = (version: string, name: string, text: string): void => {
    const changes = byVersion.get(version) ?? [];
    if (changes.some(({ subject }) => subject.type === "code" && subject.name === name)) return;
    byVersion.set(version, [...changes, { verdict: "safe", subject: { type: "code", name }, text }]);
  };
  for (const { code, since, deprecated, replacedBy } of contract.entries.values()) {
    if (since !== undefined) add(since, code, "The code is added.");
    const instead = replacedBy === undefined ? "" : ` Use \`${replacedBy}\` instead.`;
    if (deprecated !== undefined) add(deprecated, code, `The code is deprecated.${instead}`);
  }
  return [...byVersion]
    .map(([version, changes]) => ({ version, changes }))
    .sort((one, other) => other.version.localeCompare(one.version, "en", { numeric: true }));
}
