import type { AnyContract, Entry } from "../../contract/index.ts";
import { schemaRows } from "../describe/index.ts";

/** One difference between two versions. */
export interface Change {
  /** The code or operation that changed. */
  readonly subject: string;
  /** Whether the subject has a page in this version. */
  readonly page: "code" | "operation" | "none";
  readonly type: "added" | "removed" | "changed" | "deprecated";
  /** Details as one sentence; empty if the type says everything. */
  readonly text: string;
}

/** The changes of one version. */
export interface VersionChanges {
  readonly version: string;
  readonly changes: readonly Change[];
}

/**
 * Returns the changes between versions, the newest version first: from `since` and `deprecated` of the codes, and from a
 * comparison with the previous contract.
 */
export function changesOf(contract: AnyContract, previous: AnyContract | undefined): readonly VersionChanges[] {
  const byVersion = new Map<string, Change[]>();
  const add = (version: string, change: Change): void => {
    byVersion.set(version, [...(byVersion.get(version) ?? []), change]);
  };
  for (const { code, since, deprecated, replacedBy } of contract.entries.values()) {
    if (since !== undefined) add(since, { subject: code, page: "code", type: "added", text: "" });
    const text = replacedBy === undefined ? "" : `Use \`${replacedBy}\` instead.`;
    if (deprecated !== undefined) add(deprecated, { subject: code, page: "code", type: "deprecated", text });
  }
  for (const change of previous === undefined ? [] : differences(contract, previous)) {
    const isListed = byVersion.get(contract.version)?.some((other) => other.subject === change.subject);
    if (change.type !== "added" || isListed !== true) add(contract.version, change);
  }
  return [...byVersion]
    .map(([version, changes]) => ({ version, changes }))
    .sort((one, other) => other.version.localeCompare(one.version, "en", { numeric: true }));
}

function differences(contract: AnyContract, previous: AnyContract): readonly Change[] {
  const codes = [...contract.entries.values()].flatMap((entry): Change[] => {
    const before = previous.entries.get(entry.code);
    const subject = { subject: entry.code, page: "code" } as const;
    if (before === undefined) return entry.since === undefined ? [{ ...subject, type: "added", text: "" }] : [];
    const text = entryChanges(before, entry);
    return text === "" ? [] : [{ ...subject, type: "changed", text }];
  });
  const operations = [...contract.operations.values()].flatMap(({ name, codes: now }): Change[] => {
    const before = previous.operations.get(name);
    if (before === undefined) return [{ subject: name, page: "operation", type: "added", text: "" }];
    const text = [
      sentence("New codes", without(now, before.codes)),
      sentence("No longer returned", without(before.codes, now)),
    ];
    const joined = text.filter((part) => part !== "").join(" ");
    return joined === "" ? [] : [{ subject: name, page: "operation", type: "changed", text: joined }];
  });
  const removed = [
    ...without([...previous.entries.keys()], [...contract.entries.keys()]),
    ...without([...previous.operations.keys()], [...contract.operations.keys()]),
  ];
  return [
    ...removed.map((subject): Change => ({ subject, page: "none", type: "removed", text: "" })),
    ...codes,
    ...operations,
  ];
}

/** Only members on which clients depend; messages may change at any time. */
const compared = ["status", "kind", "retry", "effect", "charged", "envelope"] as const;

function entryChanges(before: Entry, now: Entry): string {
  const values = compared.flatMap((name) =>
    before[name] === now[name]
      ? []
      : [`${name} was \`${before[name] ?? "the default"}\`, is \`${now[name] ?? "the default"}\`.`],
  );
  const [old, current] = [detailNames(before), detailNames(now)];
  return [
    ...values.map((text) => text.charAt(0).toUpperCase() + text.slice(1)),
    sentence("New details", without(current, old)),
    sentence("Removed details", without(old, current)),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function detailNames({ details }: Entry): readonly string[] {
  return details === undefined ? [] : schemaRows(details, details).map(({ name }) => name);
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

function sentence(label: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `${label}: ${names.map((name) => `\`${name}\``).join(", ")}.`;
}
