import { pdf } from "../contract.ts";

/** Roles of members, and of API keys, least first: each may do what those before it may. */
export const roles = ["viewer", "editor", "admin", "owner"] as const;

/** What a member may do: look, make, administer, own. */
export type Role = (typeof roles)[number];

/** Requires a role of at least this rank. @throws FORBIDDEN */
export function requireRole({ role }: { readonly role: Role }, needed: Role): void {
  if (roles.indexOf(role) < roles.indexOf(needed)) throw pdf.error.FORBIDDEN({ role, needed });
}
