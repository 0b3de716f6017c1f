import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { openImagingApi } from "./imaging/api.ts";
import { imagingMigrations } from "./imaging/migrations.ts";
import {
  type ApiDemo,
  accessLog,
  banner,
  demoMigrations,
  documentation,
  floodCounter,
  type Health,
  type HealthChecks,
  isLocalName,
  listen,
  type Metrics,
  type OpenedConsole,
  type Options,
  onStopSignal,
  openConsole,
  openData,
  openHealth,
  openMetrics,
  openOccurrences,
  openSharedCounters,
  operatorAccess,
  type RequestObserver,
  readCredentials,
  readOptions,
  readSharedCredentials,
  rootApp,
  writeDemoFile,
  writeSharedCredentials,
} from "./launch/index.ts";
import { openOrdersApi } from "./orders/api.ts";
import { ordersMigrations } from "./orders/migrations.ts";
import { openPdfApi } from "./pdf/api.ts";
import { pdfMigrations } from "./pdf/migrations.ts";
import { openScribeApi } from "./scribe/api.ts";
import { scribeMigrations } from "./scribe/migrations.ts";
import type { Api, Demo, ServiceEnvironment } from "./shared/api/index.ts";
import { every, withStartupLock } from "./shared/concurrency/index.ts";
import { currentTrace } from "./shared/tracing/index.ts";
import { openVisionApi } from "./vision/api.ts";
import { visionMigrations } from "./vision/migrations.ts";

/** The APIs, in the order of the banner. */
const openers: readonly ((environment: ServiceEnvironment) => Promise<Api>)[] = [
  openImagingApi,
  openPdfApi,
  openVisionApi,
  openOrdersApi,
  openScribeApi,
];
/** Longest time that the files of the embedded store keep what was deleted, in milliseconds. */
const erasureMs = 60_000;

/** Time for requests under way when the process stops, in milliseconds. */
const graceMs = 10_000;
/** Time in which a proxy can still send requests on its open connections then, in milliseconds. */
const idleMs = 2_000;

/** Exit code for a damaged or missing database, EX_IOERR of sysexits.h. A service manager must not restart the process then. */
const damagedCode = 74;

/** The tables of all APIs. Several APIs share the tables of the library. */
const migrations = [
  ...new Set([...imagingMigrations, ...pdfMigrations, ...visionMigrations, ...ordersMigrations, ...scribeMigrations]),
  demoMigrations,
];

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.wantsHelp) process.stdout.write(await readFile(new URL("launch/help.txt", import.meta.url)));
  else await main(options);
} catch (error) {
  process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = isDamage(error) ? damagedCode : 1;
}

/** The store must not be written to any more, not even by a graceful stop. */
function exitDamaged(error: Error): void {
  process.stderr.write(`npm start: ${error.message}\n`);
  process.exit(damagedCode);
}

function isDamage(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "STORE_DAMAGED";
}

/** Opens the data, serves the APIs and closes everything at a stop signal. */
async function main(options: Options): Promise<void> {
  // Files that the APIs and their worker processes create are readable by their owner only.
  process.umask(0o077);
  const log = pino({ level: options.logLevel }, pino.destination(2));
  // In the order in which they are opened.
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const { store, files, secrets, checkFiles, close: closeData } = await openData(options, migrations, exitDamaged);
    closers.push(closeData);
    const floods = floodCounter(log);
    const { support, record } = await openOccurrences(options, log, floods);
    closers.push(() => support.close());
    const counters = await openSharedCounters(options, (err) =>
      log.warn({ err }, "limits are counted by this node alone"),
    );
    if (counters !== undefined) closers.push(() => counters.windows.close());
    const operator = await operatorAccess(options);
    const checks: HealthChecks = {
      store: () => store.sql`SELECT 1 AS one`,
      files: checkFiles,
      ...(counters && { redis: () => counters.windows.ping() }),
    };
    const metrics = openMetrics(store, checks, operator?.token);
    const { accessLogShare: share, trustedProxies } = options;
    const observers = [metrics.observe, accessLog({ log, share, trustedProxies, floods })];
    const reports = every(
      60_000,
      async () => floods.report(),
      () => undefined,
    );
    reports.start();
    closers.push(() => reports.stop());
    const environment: ServiceEnvironment = {
      ...files,
      counters,
      store,
      secrets,
      publicUrl: options.publicUrl,
      retention: options.retention,
      trace: currentTrace,
      record(occurrence, request) {
        metrics.record(occurrence);
        record(occurrence, request);
      },
      recordSuccess: support.recordSuccess,
      onJobFailed(error, job) {
        metrics.countFailedJob();
        log.error({ err: error, job }, "background job failed");
      },
    };
    const { text, stop } = await serve(
      environment,
      options,
      { health: openHealth(checks), metrics, observers },
      (apis) => openConsole(options, operator, support, apis),
    );
    onStopSignal(() => stop().finally(close));
    // Printed last: scripts wait for it, and may stop the process at once.
    process.stdout.write(`${text}\n`);
  } catch (error) {
    await close();
    throw error;
  }
}

/** How a node is watched. */
interface Operation {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly observers: readonly RequestObserver[];
}

/** Opens and serves the APIs. @returns the banner, and a function that stops them */
async function serve(
  environment: ServiceEnvironment,
  { dataFolder, host, port, drainMs, publicUrl, hasDemo }: Options,
  { health, metrics, observers }: Operation,
  openPages: (apis: readonly Api[]) => Promise<OpenedConsole>,
): Promise<{ readonly text: string; stop(): Promise<void> }> {
  const demoPath = hasDemo ? join(dataFolder, "demo.json") : undefined;
  const opened = await openApis(environment, demoPath);
  const apis = opened.map(({ api }) => api);
  let demos: readonly ApiDemo[] = [];
  let address = "";
  const publicBase = publicUrl?.replace(/\/+$/, "");
  // A server that other machines reach must not show demo keys, whatever address they send.
  const isLocal = isLocalName(host) && (publicBase === undefined || isLocalName(new URL(publicBase).hostname));
  const operators = await openPages(apis).catch(async (error: unknown) => {
    await stopAll(apis);
    throw error;
  });
  const pages = documentation(
    () => demos,
    () => ({ url: publicBase ?? address, isLocal }),
  );
  // Scripts wait for the port and then read the file, so it must exist before the first response.
  const writeDemo = (url: string): void => {
    address = url;
    demos = opened.map(({ api, demo: { credentials, tries } }) => {
      return { api, credentials, tries: tries(`${url}/${api.name}`) };
    });
    if (demoPath !== undefined) writeDemoFile(demoPath, url, demos);
  };
  const root = rootApp(
    apis,
    environment.record,
    { documentation: pages, console: operators.pages, health, metrics, observers },
    publicBase,
  );
  metrics.addQueues(apis);
  const server = await listen(root, port, writeDemo, host, metrics.countSlowReader).catch(async (error: unknown) => {
    await stopAll(apis);
    throw error;
  });
  for (const api of apis) api.start();
  const erasure = every(
    erasureMs,
    () => environment.store.eraseDeleted(),
    (error) => environment.onJobFailed(error, "the erasure of deleted rows"),
  );
  erasure.start();
  const hasColours = process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  const text = banner(server.url, demoPath, demos, operators.hint, hasColours);
  return {
    text,
    async stop() {
      health.drain();
      await sleep(drainMs);
      await server.close(graceMs, Math.min(drainMs, idleMs));
      await erasure.stop();
      await stopAll(apis);
    },
  };
}

interface OpenedApi {
  readonly api: Api;
  readonly demo: Demo;
}

/**
 * Opens the APIs, and creates their demos if there is a path for their file. Nodes that share a database do this one after the other, and
 * have the same credentials. Credentials of an earlier start are kept if they are still valid.
 */
async function openApis(environment: ServiceEnvironment, demoPath: string | undefined): Promise<readonly OpenedApi[]> {
  const { store, secrets } = environment;
  return await withStartupLock(store, async () => {
    if (demoPath === undefined) return await openAll(environment, async () => ({ credentials: [], tries: () => [] }));
    const isShared = store.engine === "postgres";
    const known = isShared ? await readSharedCredentials(store, secrets) : await readCredentials(demoPath);
    const opened = await openAll(environment, (api) => api.demo(known[api.name] ?? {}));
    const demos = opened.map(({ api, demo }) => ({ api, credentials: demo.credentials }));
    if (isShared) await writeSharedCredentials(store, secrets, demos);
    return opened;
  });
}

/** Opens the APIs at the same time. */
async function openAll(
  environment: ServiceEnvironment,
  openDemo: (api: Api) => Promise<Demo>,
): Promise<readonly OpenedApi[]> {
  const results = await Promise.allSettled(
    openers.map(async (open) => {
      const api = await open(environment);
      try {
        return { api, demo: await openDemo(api) };
      } catch (error) {
        await api.stop();
        throw error;
      }
    }),
  );
  const opened = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = results.find((result): result is PromiseRejectedResult => result.status === "rejected");
  if (failed === undefined) return opened;
  await stopAll(opened.map(({ api }) => api));
  throw failed.reason;
}

async function stopAll(apis: readonly Api[]): Promise<void> {
  for (const api of apis) await api.stop();
}
