import type { Store } from "../../store/index.ts";

/** Responses with one code, from one operation and version. */
export interface CodeActivity {
  /** Name of the contract. */
  readonly api: string;
  /** Operation, such as `POST /v1/orders`; empty if none was found. */
  readonly operation: string;
  /** Code of the errors; empty for successes. */
  readonly code: string;
  /** Category of the code; empty for successes. */
  readonly kind: string;
  /** Version of the build. */
  readonly version: string;
  /** Responses. */
  readonly count: number;
  /** Errors that the operation does not declare. */
  readonly undeclared: number;
  /** Errors that a handler returned as responses of its own. */
  readonly uncatalogued: number;
  /** Further attempts although the response to the same error advises against one. */
  readonly againstAdvice: number;
  /** Beginning of the first hour with a response, in milliseconds since 1970. */
  readonly firstHour: number;
  /** Beginning of the last hour with a response. */
  readonly lastHour: number;
}

/** Adds up responses by API, operation, code and version. */
export async function codeActivity(store: Store, from: number, to: number): Promise<CodeActivity[]> {
  const rows = await store.sql<Record<"api" | "operation" | "code" | "kind" | "version", string> & Totals>`
    SELECT api, operation, code, kind, version, SUM(count) AS total, SUM(undeclared) AS undeclared,
      SUM(uncatalogued) AS uncatalogued, SUM(against_advice) AS against_advice, MIN(hour) AS first_hour, MAX(hour) AS last_hour
    FROM errata_occurrence_hours WHERE hour >= ${from} AND hour < ${to}
    GROUP BY api, operation, code, kind, version ORDER BY total DESC, api, code, operation, version`;
  return rows.map(({ api, operation, code, kind, version, ...row }) => ({
    ...{ api, operation, code, kind, version, count: Number(row.total) },
    undeclared: Number(row.undeclared),
    uncatalogued: Number(row.uncatalogued),
    againstAdvice: Number(row.against_advice),
    firstHour: Number(row.first_hour),
    lastHour: Number(row.last_hour),
  }));
}

interface Totals {
  readonly total: number;
  readonly undeclared: number;
  readonly uncatalogued: number;
  readonly against_advice: number;
  readonly first_hour: number;
  readonly last_hour: number;
}
