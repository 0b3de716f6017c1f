import type { Logger } from "pino";
import type { Recorder } from "../../index.ts";
import { describeCause, maskSecrets, stackFrames } from "../../index.ts";

/**
 * Makes a recorder that writes one line an error: `warn` below status 500 and for what the client gave up, `error` from 500.
 * Keys, tokens, passwords, cookies, bodies and query parameters are never written; long causes are cut.
 */
export function pinoRecorder(logger: Pick<Logger, "warn" | "error">): Recorder {
  return (occurrence) => {
    const { requestId, code, kind, status, method, route, operation, tenant, durationMs, undeclared } = occurrence;
    const line = {
      ...{ requestId, code, kind, status, method, route, operation, tenant, durationMs },
      ...(undeclared ? { undeclared } : {}),
      ...present("note", occurrence.note === undefined ? undefined : maskSecrets(occurrence.note)),
      ...present("cause", describeCause(occurrence.cause)),
      ...present("stack", stackFrames(occurrence.stack)),
    };
    logger[status >= 500 ? "error" : "warn"](line, `${code} ${status} ${method} ${route ?? "no route"}`);
  };
}

function present(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
