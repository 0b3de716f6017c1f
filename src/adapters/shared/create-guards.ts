import { readCredential } from "../../guards/index.ts";
import {
  type ApiKeyAuthOptions,
  type CustomAuthOptions,
  checkGuardOptions,
  type GuardHost,
  type IdempotentOptions,
  type RateLimiterOptions,
  type RequireScopesOptions,
  tenantOf,
} from "./guard-options.ts";
import { type FetchRun, fetchIdempotency, idempotency, type NodeRun } from "./idempotency.ts";

/** Rejects a request by throwing a refusal. */
export type GuardCheck<Request> = (request: Request) => Promise<void>;

/** The guards of one framework, as its own middlewares. A refusal of a request that no handler receives becomes its 404 or 405. */
export interface Guards<Request, Middleware, Idempotent = Middleware> extends Checks<Request, Middleware> {
  /** Runs a request once per `Idempotency-Key`. @throws every error of the guard */
  idempotent(options: IdempotentOptions<Request>): Idempotent;
}

/** The guards that only let a request pass or reject it. */
interface Checks<Request, Middleware> {
  /** Authenticates by an API key in `Authorization: Bearer` or `X-Api-Key`. @throws the refusals of the guard */
  apiKeyAuth<Account>(options: ApiKeyAuthOptions<Account>): Middleware;
  /** Authenticates in any other way. @throws whatever `authenticate` throws */
  customAuth<Identity>(options: CustomAuthOptions<Request, Identity>): Middleware;
  /** Limits the rate of requests, and adds the RateLimit headers to the response. @throws the refusal of the guard */
  rateLimiter(options: RateLimiterOptions<Request>): Middleware;
  /** Requires the scope of the operation. @throws the refusal of the gate */
  requireScopes(options: RequireScopesOptions<Request>): Middleware;
}

/**
 * Creates the guards of a framework on `node:http`.
 *
 * @param middleware creates the framework's middleware that runs a check
 * @param idempotent creates the framework's middleware that runs a request once
 */
export function createNodeGuards<Request, Middleware, Idempotent>(
  host: GuardHost<Request>,
  middleware: (check: GuardCheck<Request>) => Middleware,
  idempotent: (runOnce: NodeRun<Request>) => Idempotent,
): Guards<Request, Middleware, Idempotent> {
  return { ...createGuards(host, middleware), idempotent: (options) => idempotent(idempotency(host, options)) };
}

/** Creates the guards of a framework on Fetch. The parameters are those of `createNodeGuards`. */
export function createFetchGuards<Request, Middleware, Idempotent>(
  host: GuardHost<Request>,
  middleware: (check: GuardCheck<Request>) => Middleware,
  idempotent: (runOnce: FetchRun<Request>) => Idempotent,
): Guards<Request, Middleware, Idempotent> {
  return { ...createGuards(host, middleware), idempotent: (options) => idempotent(fetchIdempotency(host, options)) };
}

/** Creates the guards that every framework has. The parameters are those of `createNodeGuards`. */
export function createGuards<Request, Middleware>(
  host: GuardHost<Request>,
  middleware: (check: GuardCheck<Request>) => Middleware,
): Checks<Request, Middleware> {
  const guard = (check: GuardCheck<Request>): Middleware => middleware(unlessPreflight(host, check));
  const authentication = <Identity>(options: CustomAuthOptions<Request, Identity>): Middleware => {
    const { authenticate, tenant, variables } = options;
    return guard(async (request) => {
      const caller = await authenticate(request);
      host.context(request).tenant = tenant(caller);
      const values = variables?.(caller) ?? { caller };
      if (host.store === undefined) Object.assign(host.variables(request), values);
      else host.store(request, values);
    });
  };
  return {
    customAuth(options) {
      checkGuardOptions("customAuth", options);
      return authentication(options);
    },
    apiKeyAuth(options) {
      checkGuardOptions("apiKeyAuth", options);
      const { guard: keys, variables } = options;
      const authenticate = (request: Request): ReturnType<typeof keys> => {
        const { request: head } = host.context(request);
        return keys(readCredential({ get: (name) => head.header(name) ?? null }));
      };
      return authentication({ authenticate, tenant: ({ tenant }) => tenant, variables });
    },
    rateLimiter(options) {
      checkGuardOptions("rateLimiter", options);
      const { limit, subject = (request) => tenantOf(host.context(request), "rateLimiter", "subject") } = options;
      return guard(async (request) => {
        const { headers } = await limit(subject(request));
        for (const [name, value] of Object.entries(headers)) host.setHeader(request, name, value);
      });
    },
    requireScopes(options) {
      checkGuardOptions("requireScopes", options);
      const { scopes, gate, unlisted, granted = (request) => scopesOf(host.variables(request)) } = options;
      const required = new Map(Object.entries(scopes));
      return guard(async (request) => {
        const scope = required.get(host.context(request).operation?.name ?? "");
        if (typeof scope === "string") gate({ scopes: granted(request) }, scope);
        else if (scope === undefined && unlisted === "reject") gate({ scopes: [] }, "none");
      });
    },
  };
}

/**
 * Skips the check of a preflight, which carries no credentials. Requests that no route handles are checked, because a middleware
 * behind the guard may respond to them.
 */
function unlessPreflight<Request>(host: GuardHost<Request>, check: GuardCheck<Request>): GuardCheck<Request> {
  return async (request) => {
    if (host.context(request).allow === undefined) await check(request);
  };
}

function scopesOf(variables: { readonly caller?: { readonly scopes?: unknown } }): readonly string[] {
  const scopes = variables.caller?.scopes;
  if (Array.isArray(scopes)) return scopes as readonly string[];
  throw new TypeError(
    "ERRATA_GUARD_SCOPES: requireScopes expected a caller with scopes, received none. Mount it after authentication, or pass `granted`.",
  );
}
