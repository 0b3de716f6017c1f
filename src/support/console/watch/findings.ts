import type { AnyContract } from "../../../contract/index.ts";
import type { CodeActivity } from "../../archive/index.ts";

/** Everything about a period that is not a chart. */
export interface Findings {
  readonly errors: number;
  /** All responses, of which errors are a part. */
  readonly responses: number;
  /** Versions that served requests, the newest first, with the beginning of their first hour. */
  readonly versions: readonly { readonly version: string; readonly since: number }[];
  /** Codes that are new or at least twice as frequent since a version: new ones first, then the most frequent. */
  readonly changes: readonly CodeChange[];
  /** Errors that the contract does not describe, by operation and code. */
  readonly undocumented: readonly CodeActivity[];
  /** Codes that clients requested again although the response advised against it. */
  readonly againstAdvice: readonly CodeActivity[];
  /** Codes of each API that no response had. */
  readonly neverRaised: readonly { readonly api: string; readonly codes: readonly string[]; readonly of: number }[];
}

/** A code that is more frequent since a version. */
export interface CodeChange {
  readonly api: string;
  readonly code: string;
  /** Errors since the version. */
  readonly count: number;
  /** Errors per 1,000 responses of the API before the version; 0 if there were none. */
  readonly before: number;
  /** Errors per 1,000 responses of the API in the version. */
  readonly after: number;
}

/**
 * Derives what to look at from the activity of a period.
 *
 * @param version version whose changes are listed. @default the newest one
 * @param api name of the only API. @default all
 */
export function findingsOf(
  activity: readonly CodeActivity[],
  contracts: readonly AnyContract[],
  { version, api }: { readonly version?: string | undefined; readonly api?: string | undefined } = {},
): Findings {
  const rows = api === undefined ? activity : activity.filter((row) => row.api === api);
  const errors = rows.filter(({ code }) => code !== "");
  const versions = versionsOf(rows);
  return {
    errors: sumOf(errors, "count"),
    responses: sumOf(rows, "count"),
    versions,
    changes: changesOf(rows, versions, version ?? versions[0]?.version),
    undocumented: combined(errors, (row) => row.undeclared + row.uncatalogued),
    againstAdvice: combined(errors, ({ againstAdvice }) => againstAdvice),
    neverRaised: contracts
      .filter(({ name }) => api === undefined || name === api)
      .map(({ name, codes }) => {
        const raised = new Set(errors.filter((row) => row.api === name).map(({ code }) => code));
        return { api: name, codes: codes.filter((code) => !raised.has(code)), of: codes.length };
      }),
  };
}

function versionsOf(rows: readonly CodeActivity[]): Findings["versions"] {
  const since = new Map<string, number>();
  for (const { version, firstHour } of rows) since.set(version, Math.min(since.get(version) ?? firstHour, firstHour));
  return [...since].map(([version, first]) => ({ version, since: first })).sort((a, b) => b.since - a.since);
}

/** Errors below which a rate says too little to be compared. */
const minErrors = 5;

/** Compares a version with those that began before it. The first version of all has nothing to be compared with. */
function changesOf(
  rows: readonly CodeActivity[],
  versions: Findings["versions"],
  version: string | undefined,
): readonly CodeChange[] {
  const since = versions.find((each) => each.version === version)?.since;
  const earlier = new Set(versions.filter((each) => since !== undefined && each.since < since).map((v) => v.version));
  if (earlier.size === 0) return [];
  const rate = (count: number, responses: number): number => (responses === 0 ? 0 : (count * 1_000) / responses);
  const changes: CodeChange[] = [];
  for (const [key, group] of groupBy(
    rows.filter(({ code }) => code !== ""),
    ({ api, code }) => `${api} ${code}`,
  )) {
    const [api = "", code = ""] = key.split(" ", 2);
    const ofApi = rows.filter((row) => row.api === api);
    const isEarlier = (row: CodeActivity): boolean => earlier.has(row.version);
    const isIn = (row: CodeActivity): boolean => row.version === version;
    const count = sumOf(group.filter(isIn), "count");
    const before = rate(sumOf(group.filter(isEarlier), "count"), sumOf(ofApi.filter(isEarlier), "count"));
    const after = rate(count, sumOf(ofApi.filter(isIn), "count"));
    const isNew = before === 0 && count > 0;
    if (isNew || (count >= minErrors && after >= 2 * before)) changes.push({ api, code, count, before, after });
  }
  return changes.sort(
    (a, b) => Number(b.before === 0) - Number(a.before === 0) || b.count - a.count || (a.code < b.code ? -1 : 1),
  );
}

/** Adds up the versions of each operation and code, and leaves out rows without a weight. */
function combined(rows: readonly CodeActivity[], weight: (row: CodeActivity) => number): readonly CodeActivity[] {
  const groups = groupBy(
    rows.filter((row) => weight(row) > 0),
    ({ api, operation, code }) => JSON.stringify([api, operation, code]),
  );
  return [...groups.values()]
    .map((group) => {
      const newest = group.reduce((a, b) => (a.lastHour >= b.lastHour ? a : b));
      return {
        ...newest,
        count: sumOf(group, "count"),
        undeclared: sumOf(group, "undeclared"),
        uncatalogued: sumOf(group, "uncatalogued"),
        againstAdvice: sumOf(group, "againstAdvice"),
        firstHour: Math.min(...group.map(({ firstHour }) => firstHour)),
      };
    })
    .sort((a, b) => weight(b) - weight(a));
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? [];
    groups.set(keyOf(row), group);
    group.push(row);
  }
  return groups;
}

function sumOf(rows: readonly CodeActivity[], name: "count" | "undeclared" | "uncatalogued" | "againstAdvice"): number {
  return rows.reduce((total, row) => total + row[name], 0);
}
