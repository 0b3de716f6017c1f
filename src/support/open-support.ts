import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { type OptionTypes, requireInteger, requireOptions } from "../contract/faults/options.ts";
import type { Recorder, SuccessRecorder } from "../server/index.ts";
import type { Archive, ArchiveOptions, Batch } from "./archive/index.ts";
import { collector, startThread } from "./sink/index.ts";

/** Options of {@link openSupport}. */
export interface SupportOptions extends ArchiveOptions {
  /** Version of the build that serves requests, to tell what a deployment has changed. @default "unknown" */
  readonly version?: string | undefined;
  /** Name of this node. @default the name of the machine */
  readonly node?: string | undefined;
  /** Days for which occurrences are kept, 1 to 3,650. @default 14 */
  readonly retentionDays?: number | undefined;
  /** Days for which totals by hour are kept, 1 to 3,650. @default 400 */
  readonly totalsRetentionDays?: number | undefined;
  /** Longest time from an error to its row, in milliseconds, 10 to 60,000. @default 250 */
  readonly batchMs?: number | undefined;
  /** Occurrences that may wait for the store, 500 to 1,000,000; more are dropped and counted. @default 20_000 */
  readonly maxWaiting?: number | undefined;
  /** Receives problems: a batch that could not be written, occurrences that a killed process has lost. @default console.warn */
  readonly warn?: ((message: string) => void) | undefined;
  /** Returns the current time in milliseconds since 1970. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** Stores the errors of any number of boundaries, and finds them again. */
export interface Support extends Archive {
  /** Pass it to each boundary as `record`. */
  readonly record: Recorder;
  /** Pass it to each boundary as `recordSuccess`. */
  readonly recordSuccess: SuccessRecorder;
  /** Waits until everything that was recorded is stored. */
  flush(): Promise<void>;
  /** Stores what was recorded, and closes the database. */
  close(): Promise<void>;
}

const optionTypes: OptionTypes<SupportOptions> = {
  database: "string",
  schema: "string",
  version: "string",
  node: "string",
  retentionDays: "checked",
  totalsRetentionDays: "checked",
  batchMs: "checked",
  maxWaiting: "checked",
  warn: "function",
  clock: "function",
};

const dayMs = 86_400_000;
/** Time between two purges, in milliseconds. */
const purgeMs = 60_000;

/**
 * Opens a sink for the errors of an API. It stores who got which error when and why, never bodies, credentials or details.
 * A thread of its own writes them in batches, so requests do not wait. A killed process loses at most its last batch, which
 * the next start reports.
 *
 * @throws TypeError if an option does not exist, or is out of its bounds
 * @throws STORE_UNAVAILABLE if the database cannot be used
 * @throws STORE_DRIVER_MISSING if the package `libsql` or `postgres` is not installed
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { boundary } from "errata/server";
 * import { openSupport } from "errata/support";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const support = await openSupport({ database: ".data/support.db", version: "1.4.2" });
 * export const shopBoundary = boundary(shop, { record: support.record, recordSuccess: support.recordSuccess });
 * ```
 */
export async function openSupport(options: SupportOptions): Promise<Support> {
  requireOptions("openSupport", options, optionTypes, ["database"]);
  const { database, schema, version = "unknown", node = hostname() } = options;
  const { retentionDays = 14, totalsRetentionDays = 400, batchMs = 250, maxWaiting = 20_000 } = options;
  const { clock = Date.now, warn = console.warn } = options;
  requireInteger("openSupport: retentionDays", retentionDays, 1, 3_650);
  requireInteger("openSupport: totalsRetentionDays", totalsRetentionDays, 1, 3_650);
  requireInteger("openSupport: batchMs", batchMs, 10, 60_000);
  requireInteger("openSupport: maxWaiting", maxWaiting, 500, 1_000_000);
  const writer = { id: `${clock().toString(36)}-${randomBytes(6).toString("hex")}`, node, version };
  const archive = await startThread({ database, schema });
  for (const time of await archive.start(writer, clock()))
    warn(
      `ERRATA_OCCURRENCES_LOST: an earlier process of ${node} was killed. Errors between ${new Date(time).toISOString()} ` +
        `and ${new Date(time + batchMs).toISOString()} may be missing.`,
    );

  let unwritten: Batch | undefined;
  let isReported = false;
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  const collected = collector({
    ...{ version, node, maxWaiting },
    writerId: randomBytes(3).toString("hex"),
    onFull: () => void flush(),
  });
  const flush = (): Promise<void> => {
    if (!isWriting) {
      isWriting = true;
      writing = writeAll().finally(() => {
        isWriting = false;
      });
    }
    return writing;
  };
  const writeAll = async (): Promise<void> => {
    for (unwritten ??= collected.take(); unwritten !== undefined; unwritten = collected.take()) {
      try {
        await archive.write(writer, unwritten, clock());
        isReported = false;
      } catch (error) {
        // A store that is down gets the same batch again; new occurrences wait, and are dropped when too many do.
        if (!isReported) warn(`ERRATA_OCCURRENCES_WAIT: errors cannot be stored at the moment: ${String(error)}`);
        isReported = true;
        return;
      }
    }
  };
  const purge = async (): Promise<void> => {
    const now = clock();
    const retention = {
      occurrencesBefore: now - retentionDays * dayMs,
      totalsBefore: now - totalsRetentionDays * dayMs,
    };
    await archive.purge(retention).catch((error: unknown) => warn(`ERRATA_PURGE_FAILED: ${String(error)}`));
  };
  const timers = [setInterval(() => void flush(), batchMs), setInterval(() => void purge(), purgeMs)];
  for (const timer of timers) timer.unref();
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    await flush();
    // Stores the occurrences of the time in which the first batches were written.
    await flush();
    const lost = (unwritten?.rows.length ?? 0) + collected.waiting;
    if (lost > 0) warn(`ERRATA_OCCURRENCES_LOST: ${lost} errors could not be stored before the end.`);
    await archive.end(writer, clock()).catch(() => undefined);
    await archive.close();
  };

  return {
    find: archive.find,
    chart: archive.chart,
    activity: archive.activity,
    tenants: archive.tenants,
    tenant: archive.tenant,
    writers: archive.writers,
    async erase(tenant) {
      // Errors of the account may wait for the next batch.
      await flush();
      return await archive.erase(tenant);
    },
    record: collected.record,
    recordSuccess: collected.recordSuccess,
    flush,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
