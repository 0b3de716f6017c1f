import { clientAddress } from "errata/guards";
import type { Logger } from "pino";
import type { RequestObserver } from "./observe-requests.ts";
import type { FloodCounter } from "./unauthenticated-floods.ts";

/** Options of {@link accessLog}. */
export interface AccessLogOptions {
  readonly log: Pick<Logger, "info" | "debug">;
  /** Part of the requests that are logged, from 0 to 1. */
  readonly share: number;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is true. */
  readonly trustedProxies: readonly string[];
  /** Counts requests without a valid credential, and logs them as a summary. */
  readonly floods: FloodCounter;
  /** Returns a number from 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * Creates the access log: one line per request, when its response has ended. It has the pattern of the route, and never the
 * path, the query or a header. Polls are logged at level `debug`.
 *
 * @throws TypeError for an invalid network
 */
export function accessLog({
  log,
  share,
  trustedProxies,
  floods,
  random = Math.random,
}: AccessLogOptions): RequestObserver {
  const clientOf = clientAddress({ trustedProxies, ipv6Bits: 128 });
  return (observed) => {
    const isRejected = observed.status === 401;
    const isSampled = share > 0 && random() < share;
    if (!isRejected && !isSampled) return;
    const { incoming, outgoing, startedAt, sentBefore, headMs, isPoll, ...request } = observed;
    const { socket, headers } = incoming;
    const forwarded = headers["x-forwarded-for"];
    const client = clientOf({
      peer: socket.remoteAddress ?? "",
      forwardedFor: Array.isArray(forwarded) ? forwarded.join(", ") : forwarded,
    });
    const isFlood = isRejected && floods.add(request.api, client);
    if (isFlood || !isSampled) return;
    outgoing.once("close", () => {
      const line = {
        client,
        ...request,
        headMs: Math.round(headMs),
        durationMs: Math.round(performance.now() - startedAt),
        bytes: socket.bytesWritten - sentBefore,
        ...(!outgoing.writableFinished && { aborted: true }),
      };
      log[isPoll ? "debug" : "info"](line, "request");
    });
  };
}
