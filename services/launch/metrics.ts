import type { Kind } from "errata";
import { operatorCheck, type QueueState } from "errata/console";
import type { Occurrence } from "errata/server";
import type { Store } from "errata/store";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Api } from "../shared/api/index.ts";
import { type HealthChecks, isAvailable } from "./health.ts";
import type { ObservedRequest } from "./observe-requests.ts";

/** The metrics of this node. Their labels have only values from the contracts, so their number is bounded. */
export interface Metrics {
  readonly contentType: string;
  observe(request: ObservedRequest): void;
  record(occurrence: Occurrence): void;
  /** Counts a connection that was closed because its client reads too slowly. */
  countSlowReader(): void;
  /** Counts an attempt of a background job that failed. */
  countFailedJob(): void;
  /** Adds gauges of the queues of these APIs. */
  addQueues(apis: readonly Api[]): void;
  /** Returns the metrics in the text format of Prometheus. */
  text(): Promise<string>;
  /** Returns whether an Authorization header has the token of the operators. False without a token. */
  isOperator(authorization: string | undefined): boolean;
}

/** Upper bounds of the buckets, in seconds. The last ones are the deadlines. */
const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 45];

/** The guard that rejects requests with errors of a kind. */
const guardByKind: Readonly<Partial<Record<Kind, string>>> = {
  unauthenticated: "credential",
  invalid_credential: "credential",
  expired_credential: "credential",
  permission_denied: "scope",
  rate_limited: "rate_limit",
  insufficient_credits: "credits",
  payment_required: "credits",
  quota_exceeded: "plan",
  feature_not_entitled: "plan",
  account_restricted: "plan",
  storage_quota_exceeded: "storage",
  payload_too_large: "upload",
  unsupported_media: "upload",
  idempotency_key_invalid: "idempotency",
};

/**
 * Opens the metrics.
 *
 * @param store of the APIs
 * @param checks what requests need, by name
 * @param token secret of the operators, who may read the metrics; undefined if nobody may
 */
export function openMetrics(store: Store, checks: HealthChecks, token: string | undefined): Metrics {
  const operators = token === undefined ? undefined : operatorCheck(token);
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "errata_request_duration_seconds",
    help: "Time from a request to the first byte of its response.",
    labelNames: ["api", "operation", "code"],
    ...{ buckets, registers },
  });
  const occurrences = new Counter({
    name: "errata_occurrences_total",
    help: "Errors that left a boundary.",
    labelNames: ["api", "code", "kind"],
    registers,
  });
  const rejections = new Counter({
    name: "errata_guard_rejections_total",
    help: "Requests that a guard rejected.",
    labelNames: ["api", "guard"],
    registers,
  });
  const slowReaders = new Counter({
    name: "errata_slow_readers_total",
    help: "Connections that were closed because their client read a response too slowly.",
    registers,
  });
  const failedJobs = new Counter({
    name: "errata_background_failures_total",
    help: "Attempts of background jobs that failed.",
    registers,
  });
  addDependencies(registers, checks);
  addPool(registers, store);
  return {
    contentType: registry.contentType,
    observe: ({ api, operation, code, headMs }) =>
      requests.observe({ api, operation: operation ?? "none", code: code ?? "ok" }, headMs / 1_000),
    record({ api, code, kind }) {
      occurrences.inc({ api, code, kind });
      const guard = guardByKind[kind];
      if (guard !== undefined) rejections.inc({ api, guard });
    },
    countSlowReader: () => slowReaders.inc(),
    countFailedJob: () => failedJobs.inc(),
    addQueues: (apis) => addQueues(registers, apis),
    text: () => registry.metrics(),
    isOperator: (authorization) => operators?.isBearer(authorization) ?? false,
  };
}

function addDependencies(registers: Registry[], checks: HealthChecks): void {
  new Gauge({
    name: "errata_dependency_up",
    help: "Whether a store responds within 1 s: 1 or 0.",
    labelNames: ["dependency"],
    registers,
    async collect() {
      const entries = Object.entries(checks);
      await Promise.all(
        entries.map(async ([dependency, check]) => this.set({ dependency }, Number(await isAvailable(check)))),
      );
    },
  });
}

function addPool(registers: Registry[], { pool }: Store): void {
  if (pool === undefined) return;
  new Gauge({
    name: "errata_pool_connections",
    help: "Connections to PostgreSQL by state, and calls that wait for one.",
    labelNames: ["state"],
    registers,
    collect() {
      for (const [state, count] of Object.entries(pool())) this.set({ state }, count);
    },
  });
}

function addQueues(registers: Registry[], apis: readonly Api[]): void {
  let reading: Promise<readonly QueueState[]> | undefined;
  /** Reads once for both metrics. Without a response, no number is better than an old one. */
  const read = (): Promise<readonly QueueState[]> => {
    reading ??= readQueues(apis).finally(() => {
      reading = undefined;
    });
    return reading;
  };
  new Gauge({
    name: "errata_queue_jobs",
    help: "Jobs of a queue by state: waiting, running, or failed in every attempt.",
    labelNames: ["queue", "state"],
    registers,
    async collect() {
      this.reset();
      for (const { queue, waiting, running, failed } of await read())
        for (const [state, count] of Object.entries({ waiting, running, failed })) this.set({ queue, state }, count);
    },
  });
  new Gauge({
    name: "errata_queue_age_seconds",
    help: "Age of the oldest job that waits or runs; 0 if there is none.",
    labelNames: ["queue"],
    registers,
    async collect() {
      this.reset();
      for (const { queue, oldestAt } of await read())
        this.set({ queue }, oldestAt === null ? 0 : Math.max(0, Date.now() - oldestAt) / 1_000);
    },
  });
}

/** Returns the queues of the APIs that respond within 1 s. */
async function readQueues(apis: readonly Api[]): Promise<readonly QueueState[]> {
  const states: QueueState[] = [];
  const read = async ({ consoleData }: Api): Promise<unknown> =>
    states.push(...((await consoleData?.queues?.()) ?? []));
  await Promise.all(apis.map((api) => isAvailable(() => read(api))));
  return [...states];
}
