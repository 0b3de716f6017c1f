import type { Charged, Effect, Kind } from "errata";
import type { Occurrence } from "errata/server";
import { openArchive, openSupport, type StoredOccurrence, type Support } from "errata/support";

/** The numbers of stored responses. */
export interface Spread {
  readonly errors: number;
  readonly codes: number;
  readonly successes: number;
}

const hourMs = 3_600_000;
const days = 7;
/** Time since the deployment, in hours. Two codes are new since then. */
const deployedHours = 30;
/** Time since the outage of a provider, in hours. */
const outageHours = 75;
/** Time since an account has guessed ids, in hours. */
const guessingHours = 20;
/** Rows between two batches, so that none is dropped. */
const batchRows = 400;

/** How often errors of a kind occur, compared with those of other kinds. */
const weights: Readonly<Partial<Record<Kind, number>>> = {
  validation_failed: 14,
  not_found: 12,
  rate_limited: 9,
  unauthenticated: 6,
  invalid_credential: 6,
  insufficient_credits: 7,
  quota_exceeded: 4,
  already_exists: 4,
  internal: 0.4,
};

/**
 * Stores the errors that real requests have just caused again, at times of the last seven days.
 *
 * @param startedAt time of the first request, in milliseconds since 1970
 * @throws Error if no error is stored
 */
export async function spreadErrors(database: string, startedAt: number): Promise<Spread> {
  const patterns = await readPatterns(database, startedAt);
  if (patterns.length === 0) throw new Error("The demo has stored no error. Is it running with the same ERRATA_DATA?");
  const now = Date.now();
  const deployedAt = now - deployedHours * hourMs;
  const fresh = new Set(patterns.filter(({ kind }) => kind === "internal" || kind === "unsupported").slice(0, 2));
  const older = patterns.filter((pattern) => !fresh.has(pattern));
  const random = randomOf(20_260_504);
  const total = { errors: 0, successes: 0 };
  for (const { version, node, from, to, known } of [
    { version: "0.0.9", node: "demo-1", from: now - days * 24 * hourMs, to: deployedAt, known: older },
    { version: "0.1.0", node: "demo-2", from: deployedAt, to: startedAt, known: patterns },
  ]) {
    const support = await openSupport({ database, version, node, warn: () => undefined });
    for (let hour = from; hour < to; hour += hourMs) {
      const errors = errorsOf(known, hour, now, random).filter(({ time }) => time < to);
      for (const [index, error] of errors.entries()) {
        record(support, error);
        if (index % batchRows === batchRows - 1) await support.flush();
      }
      total.errors += errors.length;
      total.successes += succeed(support, hour, known);
      await support.flush();
    }
    await support.close();
  }
  return { ...total, codes: new Set(patterns.map(({ api, code }) => `${api} ${code}`)).size };
}

/** Returns all errors of an hour. */
function errorsOf(
  patterns: readonly StoredOccurrence[],
  hour: number,
  now: number,
  random: () => number,
): readonly StoredOccurrence[] {
  return [
    ...ordinaryErrors(patterns, hour, random),
    ...(isWithin(hour, now - outageHours * hourMs) ? outage(patterns, hour, random) : []),
    ...(isWithin(hour, now - guessingHours * hourMs) ? guesses(patterns, hour) : []),
  ];
}

/** Returns the usual errors of an hour. Some clients repeat a request although the response advises against it. */
function ordinaryErrors(
  patterns: readonly StoredOccurrence[],
  hour: number,
  random: () => number,
): readonly StoredOccurrence[] {
  return Array.from({ length: Math.round(loadOf(hour) * 60) }, () => {
    const error = { ...pick(patterns, random), time: Math.floor(hour + random() * hourMs) };
    const isRepeated = error.shouldRetry === false && random() < 0.04;
    const repeats = [2, 3].map((attempt) => ({ ...error, attempt, time: error.time + attempt * 900 }));
    return isRepeated ? [error, ...repeats] : [error];
  }).flat();
}

/** Returns the errors of an hour in which a provider does not respond. */
function outage(
  patterns: readonly StoredOccurrence[],
  hour: number,
  random: () => number,
): readonly StoredOccurrence[] {
  return patterns
    .filter(({ kind }) => /^(upstream|unavailable|timeout)/.test(kind))
    .flatMap((error) => Array.from({ length: 40 }, () => ({ ...error, time: Math.floor(hour + random() * hourMs) })));
}

/** Returns the errors of an account that guesses ids of other accounts. */
function guesses(patterns: readonly StoredOccurrence[], hour: number): readonly StoredOccurrence[] {
  const pattern = patterns.find(({ kind, tenant }) => kind === "not_found" && tenant !== null);
  const account = { tenant: "acct_7f3a", userAgent: "python-requests/2.32" };
  if (pattern === undefined) return [];
  return Array.from({ length: 260 }, (_, index) => ({ ...pattern, ...account, time: hour + index * 2_300 }));
}

/** Reads one error of each code that the requests have caused. */
async function readPatterns(database: string, from: number): Promise<readonly StoredOccurrence[]> {
  // The demo writes its last batch within a quarter of a second.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const archive = await openArchive({ database });
  const patterns = new Map<string, StoredOccurrence>();
  let before: string | undefined;
  do {
    const { items, next } = await archive.find({ from, before, limit: 500 });
    for (const item of items) patterns.set(`${item.api} ${item.code} ${item.operation}`, item);
    before = next ?? undefined;
  } while (before !== undefined);
  await archive.close();
  return [...patterns.values()].toSorted((a, b) => (a.code + a.operation < b.code + b.operation ? -1 : 1));
}

/** Returns the load of an hour: 0.2 in the night to 1 in the early afternoon in Europe, less at the weekend. */
function loadOf(time: number): number {
  const date = new Date(time);
  const byHour = 0.6 - 0.4 * Math.cos(((date.getUTCHours() - 1) / 24) * 2 * Math.PI);
  return byHour * (date.getUTCDay() % 6 === 0 ? 0.55 : 1);
}

function isWithin(hour: number, time: number): boolean {
  return hour <= time && time < hour + 2 * hourMs;
}

function pick(patterns: readonly StoredOccurrence[], random: () => number): StoredOccurrence {
  // A few codes and operations cause most errors, as everywhere.
  const weightOf = ({ kind, code, operation }: StoredOccurrence): number =>
    (weights[kind as Kind] ?? 1.5) / (1 + ((code.length + (operation ?? "").length * 7) % 16)) ** 2;
  let rest = random() * patterns.reduce((sum, pattern) => sum + weightOf(pattern), 0);
  for (const pattern of patterns) {
    rest -= weightOf(pattern);
    if (rest <= 0) return pattern;
  }
  return patterns[0] as StoredOccurrence;
}

/** Counts successes of the operations, 20 for each error. @returns how many */
function succeed(support: Support, time: number, patterns: readonly StoredOccurrence[]): number {
  const places = patterns.filter(({ operation, tenant }) => operation !== null && tenant !== null);
  const response = { requestId: "", status: 200, method: "GET", route: undefined, durationMs: 0 };
  const each = Math.max(1, Math.round((loadOf(time) * 60 * 20) / Math.max(places.length, 1)));
  for (const { api, operation, tenant } of places)
    for (let count = 0; count < each; count += 1)
      support.recordSuccess({ ...response, time, api, operation: operation ?? undefined, tenant: tenant ?? undefined });
  return each * places.length;
}

/** Records a stored error as the boundary does, with a request id of its own. */
function record(support: Support, stored: StoredOccurrence): void {
  const { cause, note, stack, shouldRetry, retryAfterSec, operation, route, tenant, userAgent, attempt } = stored;
  const [, name = "Error", message = cause] = /^(\w+): (.*)$/s.exec(cause ?? "") ?? [];
  const occurrence: Occurrence = {
    ...stored,
    ...{ requestId: crypto.randomUUID(), kind: stored.kind as Kind, omittedDetails: [] },
    ...{ effect: stored.effect as Effect, charged: stored.charged as Charged },
    ...{ operation: operation ?? undefined, route: route ?? undefined, tenant: tenant ?? undefined },
    ...{ note: note ?? undefined, stack: stack ?? undefined },
    ...{ shouldRetry: shouldRetry ?? undefined, retryAfterSec: retryAfterSec ?? undefined },
    ...{ traceId: undefined, spanId: undefined },
    cause: cause === null ? undefined : Object.assign(new Error(message ?? ""), { name }),
  };
  const headers: Readonly<Record<string, string | null>> = {
    "user-agent": userAgent,
    "errata-attempt": attempt === null ? null : String(attempt),
  };
  support.record(occurrence, { method: stored.method, target: "/", header: (header) => headers[header] });
}

/** Returns a generator of numbers from 0 to 1 that repeats for the same seed. @see mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
