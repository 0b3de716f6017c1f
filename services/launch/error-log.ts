import { pinoRecorder } from "errata/pino";
import type { Occurrence } from "errata/server";
import type { Logger } from "pino";

/** Operations that clients call until their resource exists, as the READMEs of the APIs do. */
const awaited: ReadonlySet<string> = new Set([
  "GET /v1/customers/{customerId}/studies/{studyUid}/ai-lens",
  "GET /v1/jobs/{jobId}/documents/{position}",
]);

/** Returns whether a response may be that of a poll: its resource does not exist yet. */
export function isAwaited(operation: string | undefined, status: number): boolean {
  return status === 404 && operation !== undefined && awaited.has(operation);
}

/** Creates the function that logs each error. The responses to clients that wait for a resource have the level `debug`. */
export function errorLog(log: Pick<Logger, "debug" | "warn" | "error">): (occurrence: Occurrence) => void {
  const logError = pinoRecorder(log);
  const logPoll = pinoRecorder(Object.assign(Object.create(log), { warn: log.debug }));
  return (occurrence) => {
    if (isAwaited(occurrence.operation, occurrence.status)) logPoll(occurrence);
    else logError(occurrence);
  };
}
