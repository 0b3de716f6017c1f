import { join } from "node:path";
import type { Recorder } from "errata/server";
import type { Migrations } from "errata/store";
import { type ErrorRecorder, errorRecorder, fakeClock } from "errata/testing";
import type { Hono } from "hono";
import { listen, rootApp } from "../launch/index.ts";
import type { Api, ServiceEnvironment } from "../shared/api/index.ts";
import { checkDescribed } from "./check-described.ts";
import type { Engine } from "./engines.ts";
import { testSecrets } from "./test-secrets.ts";

/** An API, served as `npm start` does, on its own port and store. */
export interface ServedApi extends Pick<ErrorRecorder, "occurrences" | "expectDeclared"> {
  /** Address of the API: `http://127.0.0.1:…/imaging`. */
  readonly url: string;
  /** Failed background jobs. */
  readonly failedJobs: { readonly error: unknown; readonly job: string }[];
  /** Folder of the API's files. */
  readonly folder: string;
  /** Advances the API's clock. */
  advance(ms: number): void;
  stop(): Promise<void>;
}

/** A service environment whose clock the test controls. */
export interface TestEnvironment extends ServiceEnvironment {
  readonly clock: () => number;
}

/**
 * Serves an API without starting its background jobs: tests run them step by step.
 *
 * @param stoppedAt the time at which the API's clock stands still, in epoch milliseconds. @default the clock runs
 */
export async function serveApi<Opened extends { readonly api: Api }>(
  engine: Engine,
  migrations: readonly Migrations[],
  open: (environment: TestEnvironment) => Promise<Opened>,
  stoppedAt?: number,
): Promise<Opened & ServedApi> {
  const clock = fakeClock(stoppedAt === undefined ? { runs: true } : { start: stoppedAt });
  const record: Recorder = (occurrence, request) => recorder(occurrence, request);
  const failedJobs: { error: unknown; job: string }[] = [];
  const { store, folder, drop } = await engine.open(migrations, clock);
  const opened = await open({
    store,
    folder,
    secrets: testSecrets,
    record,
    onJobFailed: (error, job) => void failedJobs.push({ error, job }),
    clock,
  });
  const { api } = opened;
  const mount = (root: Hono): void => {
    root.use(`/${api.name}/*`, checkDescribed(api));
    api.mount(root);
  };
  const { ERRATA_COVERAGE: coverage } = process.env;
  const recorder = errorRecorder(api.contract, { coverage: coverage && join(coverage, store.engine) });
  const server = await listen(rootApp([{ ...api, mount }], record), 0);
  return {
    ...opened,
    url: `${server.url}/${opened.api.name}`,
    occurrences: recorder.occurrences,
    expectDeclared: recorder.expectDeclared,
    failedJobs,
    folder,
    advance: clock.advance,
    async stop() {
      await server.close(1_000);
      await opened.api.stop();
      await drop();
    },
  };
}
