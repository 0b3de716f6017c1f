import type { Sql } from "errata/store";
import { pdf } from "../contract.ts";

/** Roles of members and API keys, lowest first. Each role includes the rights of the roles before it. */
export const roles = ["viewer", "editor", "admin", "owner"] as const;

/** A role: read, edit, administer or own. */
export type Role = (typeof roles)[number];

/** The owner of designs and documents, who pays for them. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly subscription: string;
  readonly active: true;
}

/** Reads a workspace; undefined if it does not exist. */
export async function readWorkspace(sql: Sql, workspaceId: string): Promise<Workspace | undefined> {
  const [row] = await sql<Omit<Workspace, "active">>`
    SELECT id, name, plan, subscription FROM pdf_workspaces WHERE id = ${workspaceId}`;
  return row && { ...row, active: true };
}

/** Requires an active subscription. Only operations that generate documents need one. @throws PAYMENT_REQUIRED */
export function requirePaid({ id, subscription }: Workspace): void {
  if (subscription !== "active") throw pdf.error.PAYMENT_REQUIRED(undefined, { note: `${id} is ${subscription}` });
}

/** Requires this role or a higher one. @throws FORBIDDEN */
export function requireRole(caller: { readonly role: Role }, needed: Role): void {
  if (!hasRole(caller, needed)) throw pdf.error.FORBIDDEN({ role: caller.role, needed });
}

/** Returns whether a caller has this role or a higher one. */
export function hasRole({ role }: { readonly role: Role }, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
