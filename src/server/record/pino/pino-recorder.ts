import type { Logger } from "pino";
import { requireMember } from "../../../contract/faults/arguments.ts";
import { describeCause, maskSecrets, type Occurrence, stackFrames } from "../index.ts";

/**
 * Creates a recorder that logs each error as one line: at level `error` from status 500, at `debug` if a GET or HEAD request
 * comes before the resource is in the right state (kind `invalid_state`), which is how clients poll, and otherwise at
 * `warn`. Logs no keys, tokens, passwords, cookies, bodies or query parameters, and cuts long causes.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { pinoRecorder } from "errata/pino";
 * import { boundary } from "errata/server";
 * import { pino } from "pino";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 * });
 * export const shopBoundary = boundary(shop, { record: pinoRecorder(pino()) });
 * ```
 */
export function pinoRecorder(logger: Pick<Logger, "debug" | "warn" | "error">): (occurrence: Occurrence) => void {
  requireMember("pinoRecorder: logger", logger, "warn", "a logger of pino");
  return (occurrence) => {
    const { requestId, code, kind, status, method, route, operation, tenant, durationMs } = occurrence;
    const { undeclared, uncatalogued, omittedDetails } = occurrence;
    const line = {
      ...{ requestId, code, kind, status, method, route, operation, tenant, durationMs },
      ...(undeclared ? { undeclared } : {}),
      ...(uncatalogued ? { uncatalogued } : {}),
      ...(omittedDetails.length > 0 ? { omittedDetails } : {}),
      ...present("traceId", occurrence.traceId),
      ...present("spanId", occurrence.spanId),
      ...present("note", occurrence.note === undefined ? undefined : maskSecrets(occurrence.note)),
      ...present("cause", describeCause(occurrence.cause)),
      ...present("stack", stackFrames(occurrence.stack)),
    };
    logger[levelOf(occurrence)](line, `${code} ${status} ${method} ${route ?? "no route"}`);
  };
}

function levelOf({ status, kind, method }: Occurrence): "debug" | "warn" | "error" {
  if (status >= 500) return "error";
  return kind === "invalid_state" && (method === "GET" || method === "HEAD") ? "debug" : "warn";
}

function present(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
