import { scopeGate } from "errata/guards";
import { orders } from "../contract.ts";

/** What tokens may allow. */
export const scopes = [
  "orders:read",
  "orders:write",
  /** Every order of the account, not the caller's own only. */
  "orders:any",
  "account:read",
  "account:write",
  "webhooks:read",
  "webhooks:write",
  /** More tokens: without it, a token cannot be prolonged by whoever was lent it. */
  "tokens:write",
] as const;

export type Scope = (typeof scopes)[number];

/** What a user may be allowed at most, by role. */
export const scopesOfRole: Readonly<Record<"admin" | "member", readonly Scope[]>> = {
  admin: scopes,
  member: ["orders:read", "orders:write", "account:read", "webhooks:read", "tokens:write"],
};

/** Who sent a request. */
export interface Caller {
  readonly userId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly planId: string;
  /** Longest processing that was agreed with this account; null for what the types of orders say. */
  readonly deadlineMs: number | null;
  /** What the token says, as far as the user's role still allows it. */
  readonly scopes: readonly Scope[];
}

/** Refuses a caller whose token lacks a scope. @throws AUTH_FORBIDDEN */
export const requireScope: (caller: Caller, scope: Scope) => void = scopeGate(orders.error.AUTH_FORBIDDEN);
