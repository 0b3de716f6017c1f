import { fragment, type SqlFragment, type Store } from "../../store/index.ts";

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
  /** Responses that are not errors. */
  readonly successes: number;
  /** Time of the last success, in milliseconds since 1970; null if there is none. */
  readonly lastSuccessAt: number | null;
}

/** Selects accounts. */
export interface TenantQuery {
  /** First hour, in milliseconds since 1970. */
  readonly from: number;
  /** Time after the last hour, in milliseconds since 1970. */
  readonly to: number;
  /** Name of the contract. @default all */
  readonly api?: string | undefined;
  /** Codes whose errors are counted, at most 500. @default all */
  readonly codes?: readonly string[] | undefined;
  /** Accounts, 1 to 500. @default 50 */
  readonly limit?: number | undefined;
}

/** The responses of one API to one account. */
export interface TenantActivity {
  /** Id of the account. */
  readonly tenant: string;
  /** Name of the contract. */
  readonly api: string;
  /** Errors, of the selected codes only. */
  readonly errors: number;
  /** Responses that are not errors. */
  readonly successes: number;
  /** Time of the last error, in milliseconds since 1970; null if there is none. */
  readonly lastErrorAt: number | null;
  /** Time of the last success; null if there is none. */
  readonly lastSuccessAt: number | null;
}

/** Lists the accounts with the most errors. @throws RangeError for more than 500 codes */
export async function tenantActivity(store: Store, query: TenantQuery): Promise<TenantActivity[]> {
  const { from, to, api, codes } = query;
  if (codes !== undefined && codes.length > maxCodes)
    throw new RangeError(`Expected at most ${maxCodes} codes, received ${codes.length}. Ask for fewer at a time.`);
  if (codes?.length === 0) return [];
  const limit = Math.min(Math.max(Math.trunc(query.limit ?? 50), 1), 500);
  const ofApi = api === undefined ? fragment`` : fragment`AND api = ${api}`;
  const table = codes === undefined ? fragment`errata_occurrence_accounts` : totalsOfCodes(codes);
  const rows = await store.sql<Record<"tenant" | "api", string> & Record<TenantColumn, number | null>>`
    SELECT tenant, api, SUM(errors) AS errors, SUM(successes) AS successes, MAX(last_error_at) AS last_error,
      MAX(last_success_at) AS last_success
    FROM ${table} WHERE hour >= ${from} AND hour < ${to} ${ofApi} GROUP BY tenant, api
    HAVING SUM(errors) > 0 ORDER BY SUM(errors) DESC, tenant, api LIMIT ${limit}`;
  return rows.map(({ tenant, api, errors, successes, last_error, last_success }) => ({
    ...{ tenant, api, errors: Number(errors), successes: Number(successes) },
    lastErrorAt: last_error === null ? null : Number(last_error),
    lastSuccessAt: last_success === null ? null : Number(last_success),
  }));
}

/** Returns the totals of some codes, and the successes, with the columns of `errata_occurrence_accounts`. */
function totalsOfCodes(codes: readonly string[]): SqlFragment {
  const list = codes.reduce((all, code) => fragment`${all}, ${code}`, fragment`''`);
  return fragment`(
    SELECT hour, tenant, api, CASE WHEN code <> '' THEN count ELSE 0 END AS errors,
      CASE WHEN code = '' THEN count ELSE 0 END AS successes, CASE WHEN code <> '' THEN last_at END AS last_error_at,
      CASE WHEN code = '' THEN last_at END AS last_success_at
    FROM errata_occurrence_tenants WHERE code IN (${list})) AS totals`;
}

type TenantColumn = "errors" | "successes" | "last_error" | "last_success";

/** Far below the numbers of values that the engines allow in a statement. */
const maxCodes = 500;

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
