import { setTimeout as sleep } from "node:timers/promises";
import type { Archive, OccurrenceFilter, StoredOccurrence } from "../../../support/index.ts";
import { databaseOf, occurrenceFlags, openOccurrences } from "../../files/index.ts";
import { occurrenceLine } from "../../report/index.ts";
import { type Flag, type Invocation, type Terminal, UsageError, type Verb } from "../../verb.ts";

const filterFlags: Readonly<Record<string, Flag>> = {
  code: { type: "string", value: "code", help: "only errors with this code" },
  tenant: { type: "string", value: "id", help: "only errors of this account" },
  api: { type: "string", value: "name", help: "only errors of this contract" },
  kind: { type: "string", value: "kind", help: "only errors of this kind, such as rate_limited" },
  operation: { type: "string", value: "operation", help: 'only errors of this operation: "POST /v1/orders"' },
};

/** Time between two looks for new errors, in milliseconds. A sink writes four times a second. */
const pollMs = 500;
/** Errors that are read at once. */
const pageSize = 500;
/** Time in which other nodes write their last batch, in milliseconds. Their errors are older than those that are there already. */
const overlapMs = 5_000;

/** `errata tail`: prints the last stored errors, and new ones as they are stored. */
export const tail: Verb = {
  flags: {
    ...filterFlags,
    lines: { type: "string", short: "n", value: "count", help: "earlier errors to print first, 0 to 500. Default: 10" },
    "no-follow": { type: "boolean", help: "print the earlier errors and exit" },
    json: { type: "boolean", help: "print one JSON object per line" },
    ...occurrenceFlags,
  },
  examples: [
    "errata tail --kind internal",
    'errata tail --operation "POST /v1/orders" --tenant acme',
    "errata tail --no-follow -n 500 --json | jq .cause",
  ],
  async run(invocation, terminal) {
    const filter = filterOf(invocation);
    const lines = linesOf(invocation);
    const archive = await openOccurrences(databaseOf(invocation));
    try {
      const print = printer(invocation, terminal);
      const { items } = await archive.find({ ...filter, limit: Math.max(lines, 1) });
      const earlier = lines === 0 ? [] : items.toReversed();
      for (const occurrence of earlier) print(occurrence);
      if (invocation.flags["no-follow"] !== true) await follow(archive, filter, items[0], print);
    } finally {
      await archive.close();
    }
  },
};

/**
 * Prints new errors until the command is interrupted, or nobody reads its output.
 *
 * @param last newest error that is there already; undefined for none
 */
async function follow(
  archive: Archive,
  filter: OccurrenceFilter,
  last: StoredOccurrence | undefined,
  print: (occurrence: StoredOccurrence) => void,
): Promise<void> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  process.stdout.once("error", stop).once("close", stop);
  let newest = last?.time ?? 0;
  let known = new Set<string>();
  for await (const { id } of since(archive, filter, newest)) if (last !== undefined && id <= last.id) known.add(id);
  while (!stopped.signal.aborted) {
    const seen = new Set<string>();
    for await (const occurrence of since(archive, filter, newest)) {
      if (stopped.signal.aborted) return;
      if (!known.has(occurrence.id)) print(occurrence);
      seen.add(occurrence.id);
      newest = Math.max(newest, occurrence.time);
    }
    known = seen;
    await sleep(pollMs, undefined, { signal: stopped.signal }).catch(() => undefined);
  }
}

/** Reads the errors that are newer than a time, or a little older, the oldest first. */
async function* since(archive: Archive, filter: OccurrenceFilter, time: number): AsyncGenerator<StoredOccurrence> {
  for (let after: string | null = ""; after !== null; ) {
    const page = await archive.find({ ...filter, from: time - overlapMs, after, limit: pageSize });
    yield* page.items;
    after = page.next;
  }
}

function printer({ flags }: Invocation, { stdout }: Pick<Terminal, "stdout">): (occurrence: StoredOccurrence) => void {
  return (occurrence) => {
    stdout.write(`${flags.json === true ? JSON.stringify(occurrence) : occurrenceLine(occurrence)}\n`);
  };
}

function filterOf({ flags }: Invocation): OccurrenceFilter {
  return Object.fromEntries(
    Object.keys(filterFlags).flatMap((name) => (typeof flags[name] === "string" ? [[name, flags[name]]] : [])),
  );
}

/** @throws UsageError */
function linesOf({ flags }: Invocation): number {
  const { lines = "10" } = flags;
  const count = Number(lines);
  if (Number.isInteger(count) && count >= 0 && count <= pageSize) return count;
  throw new UsageError(
    `expected --lines to be a number from 0 to ${pageSize}, received "${String(lines).slice(0, 40)}".`,
  );
}
