import { type Refusal, raise } from "../contract/index.ts";

/** Facts of a missing scope. */
export interface ScopeDetails {
  readonly requiredScope: string;
  readonly scopes: string[];
}

/**
 * Makes a gate that asks a caller for a scope. `studies:*` grants every scope under `studies:`, and `*` all of them.
 *
 * @returns a function that throws `denied` when the caller has no such scope
 */
export function scopeGate(
  denied: Refusal<ScopeDetails>,
): (caller: { readonly scopes: readonly string[] }, requiredScope: string) => void {
  return ({ scopes }, requiredScope) => {
    if (scopes.some((scope) => grants(scope, requiredScope))) return;
    throw raise(denied, { requiredScope, scopes: [...scopes] });
  };
}

function grants(scope: string, required: string): boolean {
  if (scope === required || scope === "*") return true;
  return scope.endsWith(":*") && required.startsWith(scope.slice(0, -1));
}
