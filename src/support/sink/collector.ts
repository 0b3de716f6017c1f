import { describeCause, maskSecrets, type Recorder, type SuccessRecorder, stackFrames } from "../../server/index.ts";
import type { SqlValue } from "../../store/index.ts";
import { type Batch, idPrefix, type OccurrenceRow, type SuccessCount } from "../archive/index.ts";

/** Occurrences and counts that wait for the next batch. */
export interface Collector {
  readonly record: Recorder;
  readonly recordSuccess: SuccessRecorder;
  /** Returns and forgets what was collected; undefined if there is nothing. */
  take(): Batch | undefined;
  /** Occurrences that wait. */
  readonly waiting: number;
}

/** Options of {@link collector}. */
export interface CollectorOptions {
  /** Version of the build. */
  readonly version: string;
  /** Name of the node. */
  readonly node: string;
  /** Random letters and digits that distinguish the ids of this process. */
  readonly writerId: string;
  /** Occurrences that may wait; later ones are dropped and counted. */
  readonly maxWaiting: number;
  /** Called when a full batch waits. */
  readonly onFull: () => void;
}

/** Occurrences of one batch. */
const batchRows = 500;
/** Different operations and tenants whose successes are counted between two batches. */
const maxSuccessKeys = 10_000;
/** Longest user agent, operation, route and tenant that are stored, in characters. */
const maxLabel = 200;
/** Characters of a text in which secrets are masked. More than are stored, because the beginning of a key does not look like one. */
const maxMasked = 2_000;

/** Creates a collector. Recording costs a few microseconds: everything else happens in the writer's thread. */
export function collector(options: CollectorOptions): Collector {
  const { version, node, writerId, maxWaiting, onFull } = options;
  let rows: OccurrenceRow[] = [];
  let successes = new Map<string, SuccessCount>();
  let dropped = 0;
  let sequence = 0;

  return {
    get waiting() {
      return rows.length;
    },
    record(occurrence, request) {
      if (rows.length >= maxWaiting) {
        dropped += 1;
        return;
      }
      sequence = (sequence + 1) % 1_679_616;
      const { time, shouldRetry, undeclared, uncatalogued, note, cause } = occurrence;
      const key = request.header("idempotency-key");
      const row: SqlValue[] = [
        idPrefix(time) + writerId + sequence.toString(36).padStart(4, "0"),
        ...[time, occurrence.requestId, occurrence.api, occurrence.code, occurrence.kind, occurrence.status],
        ...[occurrence.method.slice(0, 40), label(occurrence.route), label(occurrence.operation)],
        label(occurrence.tenant),
        ...[Math.round(occurrence.durationMs), occurrence.effect, occurrence.charged],
        shouldRetry === undefined ? null : Number(shouldRetry),
        ...[occurrence.retryAfterSec ?? null, occurrence.language],
        maskedAgent(request.header("user-agent")),
        attemptOf(request.header("errata-attempt")),
        // The thread replaces it with its hash.
        typeof key === "string" ? key.slice(0, 1_000) : null,
        masked(note),
        describeCause(cause) ?? null,
        stackFrames(occurrence.stack) ?? null,
        ...[Number(undeclared), Number(uncatalogued), occurrence.traceId ?? null, occurrence.spanId ?? null],
        ...[version, node],
      ];
      rows.push(row);
      if (rows.length % batchRows === 0) onFull();
    },
    recordSuccess({ time, api, operation = "", tenant = "" }) {
      const key = `${api}\n${operation}\n${tenant}`;
      const existing = successes.get(key);
      if (existing !== undefined) existing.count += 1;
      else if (successes.size >= maxSuccessKeys) dropped += 1;
      else successes.set(key, { time, api, operation, tenant: tenant.slice(0, maxLabel), count: 1 });
    },
    take() {
      if (rows.length === 0 && successes.size === 0 && dropped === 0) return undefined;
      const batch = { rows: rows.slice(0, batchRows), successes: [...successes.values()], dropped };
      rows = rows.slice(batchRows);
      successes = new Map();
      dropped = 0;
      return batch;
    },
  };
}

function label(text: string | undefined): string | null {
  return text === undefined ? null : text.slice(0, maxLabel);
}

function masked(text: string | null | undefined): string | null {
  return typeof text === "string" && text !== "" ? maskSecrets(text.slice(0, maxMasked)).slice(0, maxLabel) : null;
}

/** Masked user agents, of which an API sees few. */
const agents = new Map<string, string | null>();
const maxAgents = 1_000;

function maskedAgent(text: string | null | undefined): string | null {
  if (typeof text !== "string") return null;
  let agent = agents.get(text);
  if (agent === undefined) {
    agent = masked(text);
    if (agents.size >= maxAgents) agents.clear();
    agents.set(text, agent);
  }
  return agent;
}

/** Reads the number of an attempt; null if the client sent none, or something else. */
function attemptOf(text: string | null | undefined): number | null {
  return typeof text === "string" && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}
