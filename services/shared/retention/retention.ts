/** How long data is kept after it ended, in milliseconds. */
export interface Retention {
  /** Entries of the ledgers, reservations and charges. Then entries become monthly totals. @default 396 days, 13 months */
  readonly ledgerMs: number;
  /** Records of API keys and tokens that were revoked, have expired or were replaced. @default 90 days */
  readonly keysMs: number;
  /** Jobs that failed in every attempt. @default 30 days */
  readonly failedJobsMs: number;
  /** Orders that ended, with their history. @default 396 days */
  readonly ordersMs: number;
  /** Deliveries of webhooks that ended, and their events. @default 30 days */
  readonly deliveriesMs: number;
  /** Analyses of images. @default 396 days */
  readonly analysesMs: number;
  /** Finished jobs that generated documents. The documents remain. @default 90 days */
  readonly documentJobsMs: number;
}

const dayMs = 24 * 60 * 60 * 1_000;
/** Times of this age are before 1970. */
const maxDays = 20_000;

/** The variable of each period, and its default in days. */
const periods: Readonly<Record<keyof Retention, readonly [variable: string, days: number]>> = {
  ledgerMs: ["ERRATA_KEEP_LEDGER_DAYS", 396],
  keysMs: ["ERRATA_KEEP_KEYS_DAYS", 90],
  failedJobsMs: ["ERRATA_KEEP_FAILED_JOBS_DAYS", 30],
  ordersMs: ["ERRATA_KEEP_ORDERS_DAYS", 396],
  deliveriesMs: ["ERRATA_KEEP_DELIVERIES_DAYS", 30],
  analysesMs: ["ERRATA_KEEP_ANALYSES_DAYS", 396],
  documentJobsMs: ["ERRATA_KEEP_DOCUMENT_JOBS_DAYS", 90],
};

/**
 * Reads the periods from environment variables in days, such as `ERRATA_KEEP_ORDERS_DAYS=30`.
 *
 * @throws Error that names the variable and its valid values
 */
export function readRetention(environment: NodeJS.ProcessEnv): Retention {
  const entries = Object.entries(periods).map(([name, [variable, days]]) => {
    const text = environment[variable] || String(days);
    if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > maxDays)
      throw new Error(
        `Expected ${variable} to be a number of days from 1 to ${maxDays}, received "${text.slice(0, 80)}".`,
      );
    return [name, Number(text) * dayMs];
  });
  return Object.fromEntries(entries);
}

/** The default periods. */
export const defaultRetention: Retention = readRetention({});
