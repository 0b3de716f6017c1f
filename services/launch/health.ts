import type { Context } from "hono";

/** Time within which everything that requests need must respond, in milliseconds. */
const checkMs = 1_000;

/** Checks of everything that requests need, by a name that may be public. Each throws if it is unavailable. */
export type HealthChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** The state of this node, for load balancers and process managers. */
export interface Health {
  /** Responds that the process runs. */
  alive(c: Context): Response;
  /** Responds with 200 if the node can serve requests, and with 503 and what is missing if it cannot or is about to stop. */
  ready(c: Context): Promise<Response>;
  /** Lets `ready` respond with 503 from now on, so that load balancers send no new requests. */
  drain(): void;
}

/** Creates the state of this node. */
export function openHealth(checks: HealthChecks): Health {
  const headers = { "Cache-Control": "no-store" };
  let isDraining = false;
  return {
    alive: (c) => c.json({ status: "alive" }, 200, headers),
    async ready(c) {
      if (isDraining) return c.json({ status: "draining", unavailable: [] }, 503, headers);
      const results = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => ((await isAvailable(check)) ? [] : [name])),
      );
      const unavailable = results.flat();
      if (unavailable.length > 0) return c.json({ status: "not_ready", unavailable }, 503, headers);
      return c.json({ status: "ready", unavailable }, 200, headers);
    },
    drain() {
      isDraining = true;
    },
  };
}

/** Returns whether a check ends within 1 s and does not throw. */
export async function isAvailable(check: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), checkMs);
  });
  try {
    const isInTime = check().then(
      () => true,
      () => false,
    );
    return await Promise.race([isInTime, late]);
  } finally {
    clearTimeout(timer);
  }
}
