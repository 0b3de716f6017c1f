import type { Store } from "../../store/index.ts";

/** Occurrences of one code. */
export interface CodeTotal {
  /** Name of the contract. */
  readonly api: string;
  /** Code of the errors. */
  readonly code: string;
  /** Number of errors. */
  readonly count: number;
  /** Time of the last one, in milliseconds since 1970. */
  readonly lastAt: number;
}

/** The responses to one account, by code. */
export interface TenantTotals {
  /** Occurrences of each code, the most frequent first. */
  readonly codes: readonly CodeTotal[];
  /** Responses that are no errors. */
  readonly successes: number;
  /** Time of the last success, in milliseconds since 1970; null if there is none. */
  readonly lastSuccessAt: number | null;
}

/** Adds up the responses to one account since a time. */
export async function tenantTotals(store: Store, tenant: string, from: number): Promise<TenantTotals> {
  const rows = await store.sql<{ api: string; code: string; total: number; last: number }>`
    SELECT api, code, SUM(count) AS total, MAX(last_at) AS last FROM errata_occurrence_tenants
    WHERE tenant = ${tenant} AND hour >= ${from} GROUP BY api, code ORDER BY total DESC, api, code`;
  const totals = rows.map(({ api, code, total, last }) => ({ api, code, count: Number(total), lastAt: Number(last) }));
  const successes = totals.filter(({ code }) => code === "");
  return {
    codes: totals.filter(({ code }) => code !== ""),
    successes: successes.reduce((sum, { count }) => sum + count, 0),
    lastSuccessAt: successes.length === 0 ? null : Math.max(...successes.map(({ lastAt }) => lastAt)),
  };
}
