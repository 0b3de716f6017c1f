import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Recorder } from "errata/server";
import { openSupport, type Support } from "errata/support";
import type { Logger } from "pino";
import { recordOnSpan } from "../shared/tracing/index.ts";
import { errorLog } from "./error-log.ts";
import type { Options } from "./read-options.ts";
import type { FloodCounter } from "./unauthenticated-floods.ts";

/** Where the errors of all APIs are stored, and the recorder that logs and stores each. */
export interface Occurrences {
  readonly support: Support;
  readonly record: Recorder;
}

/**
 * Opens the store of occurrences: beside the APIs' tables on PostgreSQL, otherwise in a file of its own.
 *
 * @param floods counts the requests without a valid credential, of which only the first are logged
 */
export async function openOccurrences(options: Options, log: Logger, floods: FloodCounter): Promise<Occurrences> {
  const { dataFolder, postgresUrl, port } = options;
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const support = await openSupport({
    database: postgresUrl === "" ? join(dataFolder, "support.db") : postgresUrl,
    version,
    // Several nodes can run on one machine, also on ports that the system chooses.
    node: `${hostname()}:${port === 0 ? process.pid : port}`,
    warn: (message) => log.warn(message),
  });
  const logError = errorLog(log);
  return {
    support,
    record(occurrence, request) {
      if (occurrence.status !== 401 || !floods.isFlooded(occurrence.api)) logError(occurrence);
      recordOnSpan(occurrence);
      support.record(occurrence, request);
    },
  };
}
