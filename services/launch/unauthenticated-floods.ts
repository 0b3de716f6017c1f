import type { Logger } from "pino";

/** Counts requests without a valid credential, so that a flood of them does not fill the log. */
export interface FloodCounter {
  /** Counts a request. @returns whether it belongs to a flood, and only the summary reports it */
  add(api: string, client: string): boolean;
  /** Returns whether the next request of an API belongs to a flood. */
  isFlooded(api: string): boolean;
  /** Logs the summary of each flood since the last call: one line per API. */
  report(): void;
}

/** Requests per API and interval that are logged as usual; more are a flood. */
const usual = 10;
/** Clients that are counted by their address; the others are counted together. */
const maxClients = 1_000;
/** Clients that a summary names. */
const top = 5;

interface Counted {
  requests: number;
  readonly clients: Map<string, number>;
}

/** Creates a counter. Call `report` once a minute. */
export function floodCounter(log: Pick<Logger, "warn">): FloodCounter {
  const counted = new Map<string, Counted>();
  const isFlooded = (api: string): boolean => (counted.get(api)?.requests ?? 0) >= usual;
  return {
    isFlooded,
    add(api, client) {
      const isFlood = isFlooded(api);
      const { clients, requests } = counted.get(api) ?? { requests: 0, clients: new Map() };
      counted.set(api, { requests: requests + 1, clients });
      const name = clients.has(client) || clients.size < maxClients ? client : "others";
      clients.set(name, (clients.get(name) ?? 0) + 1);
      return isFlood;
    },
    report() {
      for (const [api, { requests, clients }] of counted) {
        if (requests <= usual) continue;
        const worst = [...clients].sort(([, one], [, other]) => other - one).slice(0, top);
        log.warn({ api, requests, clients: Object.fromEntries(worst) }, "requests without a valid credential");
      }
      counted.clear();
    },
  };
}
