import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pinoRecorder } from "errata/pino";
import type { Recorder } from "errata/server";
import { openSupport, type Support } from "errata/support";
import type { Logger } from "pino";
import type { Options } from "./read-options.ts";

/** Where the errors of all APIs are stored, and the recorder that logs and stores each. */
export interface Occurrences {
  readonly support: Support;
  readonly record: Recorder;
}

/** Opens the store of occurrences: beside the APIs' tables on PostgreSQL, otherwise in a file of its own. */
export async function openOccurrences(options: Options, log: Logger): Promise<Occurrences> {
  const { dataFolder, postgresUrl, port } = options;
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const support = await openSupport({
    database: postgresUrl === "" ? join(dataFolder, "support.db") : postgresUrl,
    version,
    // Several nodes can run on one machine.
    node: `${hostname()}:${port}`,
    warn: (message) => log.warn(message),
  });
  const logError = pinoRecorder(log);
  return {
    support,
    record(occurrence, request) {
      logError(occurrence);
      support.record(occurrence, request);
    },
  };
}
