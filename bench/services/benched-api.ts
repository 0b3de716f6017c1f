import type { Hono } from "hono";
import type { Api, ServiceEnvironment } from "../../services/shared/api/index.ts";

/** A request that a bench sends again and again. `[<id>]` in the body becomes another text each time. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Status of its answer. */
  readonly status: number;
}

/** A service, and the same work on plain Hono. */
export interface BenchedApi {
  readonly api: Api;
  /** The same handlers with neither boundary nor guards: errors are written by hand. */
  readonly plain: Hono;
  /** The call that the service exists for, once for each of many tenants, so that no rate limit ends the bench. */
  readonly main: readonly Call[];
  /** The error that costs the service least. */
  readonly error: Call;
}

/** Opens a service on an empty store. */
export type OpenBenched = (environment: ServiceEnvironment) => Promise<BenchedApi>;
