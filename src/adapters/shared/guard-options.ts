import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { ApiKeyGuard, Caller, IdempotencyGuard, RateLimitGuard, scopeGate } from "../../guards/index.ts";
import type { RequestContext } from "../../server/adapter.ts";

/** The parts of a framework's request that guards need. */
export interface GuardHost<Request> {
  /** Returns the context that the boundary has created. */
  context(request: Request): RequestContext;
  /** Returns the object in which handlers find variables. Authentication stores `caller` in it, `idempotent` its `hold`. */
  variables(request: Request): object;
  /** Stores variables, if `variables` returns a copy. @default assigns them */
  store?(request: Request, variables: object): void;
  /** Sets a header of the response, which an error keeps. */
  setHeader(request: Request, name: string, value: string): void;
  /** Returns the body that repeats are compared by: its bytes, or what the app has parsed. */
  body(request: Request): unknown;
}

/** Options of `apiKeyAuth`. */
export interface ApiKeyAuthOptions<Account, Variables = object> {
  /** Guard created by `apiKeys`. */
  readonly guard: ApiKeyGuard<Account>;
  /** Returns the variables to store for a caller, by name. @default (caller) => ({ caller }) */
  readonly variables?: ((caller: Caller<Account>) => Variables) | undefined;
}

/** Options of `customAuth`. */
export interface CustomAuthOptions<Request, Identity, Variables = object> {
  /** Returns the caller of a request, or throws a refusal. Called once per request. */
  readonly authenticate: (request: Request) => Identity | Promise<Identity>;
  /** Returns the caller's tenant: the account that occurrences are recorded under and `rateLimiter` counts by default. */
  readonly tenant: (caller: Identity) => string;
  /** Returns the variables to store for a caller, by name. @default (caller) => ({ caller }) */
  readonly variables?: ((caller: Identity) => Variables) | undefined;
}

/** Options of `rateLimiter`. */
export interface RateLimiterOptions<Request> {
  /** Guard created by `rateLimit`. Each request costs 1. */
  readonly limit: RateLimitGuard;
  /** Returns whose requests are counted together, such as a user or an address. @default the tenant set by authentication */
  readonly subject?: ((request: Request) => string) | undefined;
}

/** Options of `requireScopes`. */
export interface RequireScopesOptions<Request> {
  /**
   * Scope that each operation requires, by the operation's name: `{ "GET /v1/orders": "orders:read" }`. Null for an
   * operation whose route checks the scope itself, because it depends on the resource.
   */
  readonly scopes: Readonly<Record<string, string | null>>;
  /** Gate created by `scopeGate`. */
  readonly gate: ReturnType<typeof scopeGate>;
  /**
   * Whether operations missing from `scopes`, and routes that are not in the contract, accept every caller or none.
   * A rejection reports the required scope `none`, which not even `*` grants.
   */
  readonly unlisted: "allow" | "reject";
  /** Returns the scopes that the caller was granted. @default the member `scopes` of the stored `caller` */
  readonly granted?: ((request: Request) => readonly string[]) | undefined;
}

/** Options of `idempotent`. */
export interface IdempotentOptions<Request> {
  /** Guard created by `idempotency` of errata/guards. */
  readonly guard: IdempotencyGuard;
  /** Returns the account that owns the key. The keys of two tenants are independent. @default the tenant set by authentication */
  readonly tenant?: ((request: Request) => string) | undefined;
  /** Returns what is compared with the body of the first request. @default the parsed body, as JSON */
  readonly body?: ((request: Request) => Promise<Uint8Array>) | undefined;
}

/**
 * Checks the options of a guard where it is mounted.
 *
 * @throws TypeError
 */
export function checkGuardOptions(name: keyof GuardOptions, options: object): void {
  requireOptions(name, options, types[name], required[name]);
}

/** Returns the tenant that authentication has set. @param guard guard that needs it @param option that can be passed instead */
export function tenantOf({ tenant }: RequestContext, guard: string, option: string): string {
  if (tenant !== undefined) return tenant;
  throw new TypeError(
    `ERRATA_GUARD_TENANT: ${guard} expected a tenant, received none. Mount it after authentication, or pass \`${option}\`.`,
  );
}

/** Options of the guards that every adapter has. */
interface GuardOptions {
  readonly apiKeyAuth: ApiKeyAuthOptions<unknown>;
  readonly customAuth: CustomAuthOptions<unknown, unknown>;
  readonly rateLimiter: RateLimiterOptions<unknown>;
  readonly requireScopes: RequireScopesOptions<unknown>;
  readonly idempotent: IdempotentOptions<unknown>;
}

const types: { readonly [Guard in keyof GuardOptions]: OptionTypes<GuardOptions[Guard]> } = {
  apiKeyAuth: { guard: "function", variables: "function" },
  customAuth: { authenticate: "function", tenant: "function", variables: "function" },
  rateLimiter: { limit: "function", subject: "function" },
  requireScopes: { scopes: "object", gate: "function", unlisted: ["allow", "reject"], granted: "function" },
  idempotent: { guard: "function", tenant: "function", body: "function" },
};

const required: Readonly<Record<keyof GuardOptions, readonly string[]>> = {
  apiKeyAuth: ["guard"],
  customAuth: ["authenticate", "tenant"],
  rateLimiter: ["limit"],
  requireScopes: ["scopes", "gate", "unlisted"],
  idempotent: ["guard"],
};
