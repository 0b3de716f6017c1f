import { CallError } from "../call-error.ts";
import type { ContractMetadata } from "../metadata.ts";
import { requestHeader } from "../options/index.ts";
import { getOwn, type HeaderSource, isExhausted, rateLimitPolicies } from "../parse/index.ts";

/** Results that are remembered. The least recent one is dropped first. */
const maxEntries = 5_000;

/** Tokens of a full retry budget. @see the standard retry mode of the AWS SDKs */
const fullBudget = 500;

/**
 * Results of earlier calls: retry budgets by the caller, and circuits by the caller and what they cover, which is an
 * operation, a policy of the server, or the whole credential. Keys can contain credentials, so they are stored nowhere else.
 */
export type RetryState = Map<string, Entry>;

/** While a rate limit applies, its circuit is open: calls wait, instead of each being rejected by the server. */
interface Entry {
  /** The 429 that opened the circuit. */
  readonly openedBy?: CallError;
  readonly openedAtMs?: number;
  /** Policies that the server last named for an operation. */
  readonly policies?: readonly string[];
  /** Tokens left for retries. When they are used up, as in an outage, each call is sent once. */
  readonly budget?: number;
}

/**
 * Returns the error of a call that an open circuit stops: the one that opened it, with the rest of the wait. A wait that
 * is longer than any call waits stops calls for `maxWaitMs` only, so that the server is asked again in between.
 */
export function checkCircuit(
  state: RetryState,
  caller: string,
  operation: string,
  nowMs: number,
  maxWaitMs = 20_000,
): CallError | undefined {
  for (const scope of [wholeCredential, operation, ...(state.get(caller + operation)?.policies ?? [])]) {
    const { openedBy, openedAtMs = 0 } = state.get(caller + scope) ?? {};
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
 * @param scopes the operation, and the policies that are exhausted
 * @param metadata can say that the limit covers the whole credential instead
 */
export function openCircuit(
  state: RetryState,
  caller: string,
  scopes: readonly string[],
  openedBy: CallError,
  openedAtMs: number,
  metadata: ContractMetadata | undefined,
): void {
  const code = getOwn(metadata?.codes, openedBy.code);
  for (const scope of getOwn(code, "limitScope") === "credential" ? [wholeCredential] : scopes)
    remember(state, caller + scope, { openedBy, openedAtMs });
}

/**
 * Remembers the policies that cover an operation, so that their circuits stop the operation too.
 *
 * @returns those that have no requests left
 */
export function rememberPolicies(
  state: RetryState,
  caller: string,
  operation: string,
  headers: HeaderSource,
): readonly string[] {
  // A policy with another partition key (`pk`) is another limit. What is left and when it resets are not part of its name.
  const nameOf = (policy: string): string => policy.replace(/ *; *[rt]=[^;]*/g, "");
  const policies = rateLimitPolicies(headers).filter((policy) => policy.includes(";"));
  remember(state, caller + operation, { policies: policies.map(nameOf) });
  return policies.filter(isExhausted).map(nameOf);
}

/**
 * Adds tokens to the caller's retry budget, or takes them from it.
 *
 * @returns whether there were enough
 */
export function changeBudget(state: RetryState, caller: string, tokens: number): boolean {
  const budget = Math.min(fullBudget, (state.get(caller)?.budget ?? fullBudget) + tokens);
  if (budget >= 0) remember(state, caller, { budget });
  return budget >= 0;
}

/** Options that say who sends a request. */
export interface CallerOptions {
  readonly callerOf?: ((headers: Headers) => string) | undefined;
  readonly idempotencyHeader?: string | undefined;
}

/**
 * Returns keys of the caller for retry budgets and for circuits, which are equal for two requests only if the same caller
 * sends them. They contain credentials, so use them only as keys of a bounded map.
 */
export function identifyCaller(
  url: string,
  headers: Headers,
  { callerOf, idempotencyHeader }: CallerOptions,
): readonly [budget: string, gate: string] {
  // Limits and outages of one origin say nothing about another.
  const { origin, pathname, search, searchParams } = new URL(url);
  const isCaller = ([name]: readonly [string, string]): boolean => callerName.test(name);
  const sent = [...headers].filter(([name]) => !requestHeader.test(name) && name !== idempotencyHeader?.toLowerCase());
  const named = [...searchParams].filter(isCaller);
  const budget = JSON.stringify([origin, callerOf ? callerOf(headers) : [sent, named]]);
  const isKnown = callerOf || named[0] || sent.some(isCaller);
  // Otherwise anything in the URL can be the credential, apart from the number of a page or of a thing.
  const rest = (pathname + search).replace(/(\/|[?&](page|limit|offset)=)\d+(?![^/?&])/g, "");
  return [budget, isKnown ? budget : budget + rest];
}

/** Key of the circuit that covers every request of a caller. An operation contains a space, a policy a quote. */
const wholeCredential = "*";

/** Adds to what is remembered for a key, as the most recent entry. */
function remember(state: RetryState, key: string, entry: Entry): void {
  const before = state.get(key);
  state.delete(key);
  state.set(key, { ...before, ...entry });
  const [oldest = ""] = state.keys();
  if (state.size > maxEntries) state.delete(oldest);
}

/** Names of headers and query parameters that identify the caller. */
const callerName = /auth|cookie|key$|token|secret|sig|access|cred|user|account|client|tenant|org|^app/i;
