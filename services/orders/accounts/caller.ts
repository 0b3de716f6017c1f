import { scopeGate } from "errata/guards";
import { orders } from "../contract.ts";

/** Every scope that a token can have. */
export const scopes = [
  "orders:read",
  "orders:write",
  /** Access to every order of the account instead of the caller's own orders. */
  "orders:any",
  "account:read",
  "account:write",
  "webhooks:read",
  "webhooks:write",
  /** Required to create, list and revoke tokens, so that the recipient of a token without it cannot extend its lifetime. */
  "tokens:write",
] as const;

/** A permission of a token. */
export type Scope = (typeof scopes)[number];

/** Role of a user in its account. */
export type Role = "admin" | "member";

/** The most that the tokens of a user can allow, by role. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  admin: scopes,
  member: ["orders:read", "orders:write", "account:read", "webhooks:read", "tokens:write"],
};

/** The scope that each operation requires. Other operations accept every valid token. */
export const scopeOfOperation: Readonly<Record<string, Scope>> = {
  "GET /v1/account": "account:read",
  "GET /v1/usage/movements": "account:read",
  "PUT /v1/account/plan": "account:write",
  "POST /v1/tokens": "tokens:write",
  "GET /v1/tokens": "tokens:write",
  "DELETE /v1/tokens": "tokens:write",
  "DELETE /v1/tokens/{tokenId}": "tokens:write",
  "GET /v1/orders": "orders:read",
  "POST /v1/orders": "orders:write",
  "GET /v1/orders/{orderId}": "orders:read",
  "PATCH /v1/orders/{orderId}": "orders:write",
  "POST /v1/orders/{orderId}/file": "orders:write",
  "GET /v1/orders/{orderId}/files": "orders:read",
  "DELETE /v1/orders/{orderId}/files/{fileId}": "orders:write",
  "POST /v1/orders/{orderId}/confirm": "orders:write",
  "POST /v1/orders/{orderId}/cancel": "orders:write",
  "GET /v1/orders/{orderId}/report": "orders:read",
  "GET /v1/orders/{orderId}/download": "orders:read",
  "GET /v1/webhooks": "webhooks:read",
  "POST /v1/webhooks": "webhooks:write",
  "GET /v1/webhooks/{webhookId}": "webhooks:read",
  "DELETE /v1/webhooks/{webhookId}": "webhooks:write",
  "POST /v1/webhooks/{webhookId}/rotate": "webhooks:write",
  "POST /v1/webhooks/{webhookId}/test": "webhooks:write",
  "GET /v1/webhooks/{webhookId}/deliveries": "webhooks:read",
  "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay": "webhooks:write",
};

/** The sender of a request. */
export interface Caller {
  readonly userId: string;
  /** Id of the token of the request. */
  readonly tokenId: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly planId: string;
  /** Processing time limit agreed with this account, in milliseconds; null for the limits of the order types. */
  readonly deadlineMs: number | null;
  /** Scopes of the token that the user's role still allows. */
  readonly scopes: readonly Scope[];
}

/** Checks that a caller has a scope. @throws AUTH_FORBIDDEN */
export const requireScope: ReturnType<typeof scopeGate> = scopeGate(orders.error.AUTH_FORBIDDEN);
