import type { Occurrence } from "errata/server";
import type { Migrations } from "errata/store";
import type { Hono } from "hono";
import { listen, rootApp } from "../launch/index.ts";
import type { Api, ServiceEnvironment } from "../shared/api/index.ts";
import { checkDescribed } from "./check-described.ts";
import type { Engine } from "./engines.ts";

/** An API, served as `npm start` does, on its own port and store. */
export interface ServedApi {
  /** Address of the API: `http://127.0.0.1:…/imaging`. */
  readonly url: string;
  /** Every error that was sent. */
  readonly occurrences: Occurrence[];
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
  let aheadMs = 0;
  const clock = (): number => (stoppedAt ?? Date.now()) + aheadMs;
  const occurrences: Occurrence[] = [];
  const failedJobs: { error: unknown; job: string }[] = [];
  const { store, folder, drop } = await engine.open(migrations, clock);
  const opened = await open({
    store,
    folder,
    record: (occurrence) => void occurrences.push(occurrence),
    onJobFailed: (error, job) => void failedJobs.push({ error, job }),
    clock,
  });
  const { api } = opened;
  const mount = (root: Hono): void => {
    root.use(`/${api.name}/*`, checkDescribed(api));
    api.mount(root);
  };
  const server = await listen(
    rootApp([{ ...api, mount }], (occurrence) => void occurrences.push(occurrence)),
    0,
  );
  return {
    ...opened,
    url: `${server.url}/${opened.api.name}`,
    occurrences,
    failedJobs,
    folder,
    advance(ms) {
      aheadMs += ms;
    },
    async stop() {
      await server.close(1_000);
      await opened.api.stop();
      await drop();
    },
  };
}
