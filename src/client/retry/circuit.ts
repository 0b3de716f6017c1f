import { CallError } from "../call-error.ts";
import type { ContractMetadata } from "../metadata.ts";
import { getOwn, type HeaderSource, isExhausted, rateLimitPolicies } from "../parse/index.ts";

/** Callers that are remembered, and circuits of each. The least recently used one is dropped first. */
const maxEntries = 1_000;

/** Tokens of a full retry budget. @see the standard retry mode of the AWS SDKs */
const fullBudget = 500;

/** Results of earlier calls, by caller. A caller's key can be a credential, so it is stored nowhere else. */
export type RetryState = Map<string, CallerState>;

/** Results of earlier calls of one caller. */
export interface CallerState {
  /** Tokens left for retries. When they are used up, as in an outage, each call is sent once. */
  retryBudget: number;
  /** Circuits by what they cover: an operation, a policy of the server, or the whole credential. */
  readonly circuits: Map<string, Circuit>;
}

/** While a rate limit applies, its circuit is open: calls wait, instead of each being rejected by the server. */
interface Circuit {
  /** The 429 that opened it. */
  readonly openedBy?: CallError;
  readonly openedAtMs?: number;
  /** Policy that the server last named for an operation. */
  readonly policy?: string;
}

/** Returns the state of one caller. Callers never share a circuit or a retry budget. */
export function stateOfCaller(state: RetryState, caller: string): CallerState {
  const current = state.get(caller) ?? { retryBudget: fullBudget, circuits: new Map() };
  remember(state, caller, current);
  return current;
}

/**
 * Returns the error of a call that an open circuit stops: the one that opened it, with the rest of the wait. A wait that
 * is longer than any call waits stops calls for `maxWaitMs` only, so that the server is asked again in between.
 */
export function checkCircuit(
  { circuits }: CallerState,
  operation: string,
  nowMs: number,
  maxWaitMs = 20_000,
): CallError | undefined {
  for (const scope of [wholeCredential, operation, circuits.get(operation)?.policy ?? operation]) {
    const { openedBy, openedAtMs = 0 } = circuits.get(scope) ?? {};
    const elapsedMs = nowMs - openedAtMs;
    const retryAfterMs = Math.floor((openedBy?.retryAfterMs ?? 0) - elapsedMs);
    if (openedBy && retryAfterMs > 0 && elapsedMs < maxWaitMs)
      return Object.assign(new CallError(openedBy.message, openedBy.body), openedBy, {
        origin: "client",
        sent: false,
        retryAfterMs,
      } as const);
  }
  return undefined;
}

/**
 * Opens the circuits of a rate limit.
 *
 * @param scopes the operation, and the policy that is exhausted
 * @param metadata can say that the limit covers the whole credential instead
 */
export function openCircuit(
  { circuits }: CallerState,
  scopes: readonly string[],
  openedBy: CallError,
  openedAtMs: number,
  metadata: ContractMetadata | undefined,
): void {
  const code = getOwn(metadata?.codes, openedBy.code);
  for (const scope of getOwn(code, "limitScope") === "credential" ? [wholeCredential] : scopes)
    remember(circuits, scope, { ...circuits.get(scope), openedBy, openedAtMs });
}

/**
 * Remembers the policy that covers an operation, so that its circuit stops the operation too.
 *
 * @returns the policy that has no requests left, if any
 */
export function rememberPolicy({ circuits }: CallerState, operation: string, headers: HeaderSource): readonly string[] {
  const policies = rateLimitPolicies(headers);
  const exhausted = policies.find(isExhausted);
  const [policy = "", parameters] = (exhausted ?? (policies[0] as string)).split(";");
  if (!parameters) return [];
  remember(circuits, operation, { ...circuits.get(operation), policy });
  return exhausted ? [policy] : [];
}

/** Pays for a retry from the caller's budget. @returns the tokens that it costs; undefined if too few are left */
export function spend(caller: CallerState, { kind }: CallError): number | undefined {
  const cost = kind === "rate_limited" ? 5 : 14;
  if (caller.retryBudget < cost) return undefined;
  caller.retryBudget -= cost;
  return cost;
}

/** Returns the tokens of a retry that succeeded. A call that succeeds at once earns one. */
export function refund(caller: CallerState, spent: number): void {
  caller.retryBudget = Math.min(fullBudget, caller.retryBudget + (spent || 1));
}

/**
 * Returns a key that is equal for two requests only if the same caller sends them. It contains credentials, so use it only
 * as the key of a bounded map.
 *
 * @param idempotencyHeader header that carries idempotency keys, which are never part of the key
 */
export function identifyCaller(url: string, headers: Headers, idempotencyHeader: string): string {
  return JSON.stringify([
    [...headers].filter(([name]) => !requestHeader.test(name) && name !== idempotencyHeader.toLowerCase()),
    [...new URL(url).searchParams].filter(([name]) => callerParameter.test(name)),
  ]);
}

/** Key of the circuit that covers every request of a caller. An operation contains a space, a policy a quote. */
const wholeCredential = "*";

/** Adds an entry to a bounded map as the most recently used one. */
function remember<Value>(entries: Map<string, Value>, key: string, value: Value): void {
  entries.delete(key);
  entries.set(key, value);
  const [oldest = ""] = entries.keys();
  if (entries.size > maxEntries) entries.delete(oldest);
}

/** Headers that differ between requests of the same caller. Any other header may identify the caller. */
const requestHeader =
  /^(accept|content-|if-|range|user-agent)|\b(idempotency|request-id|attempt|trace|correlation|nonce|date|time)/;

/** Query parameters that identify the caller. */
const callerParameter = /key$|secret|^(access|api|app|o?auth|client|sig|tenant|token)/i;
