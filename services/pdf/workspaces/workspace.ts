import type { Sql } from "errata/store";
import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
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

/** A workspace as staff create it when a customer signs up. */
export interface NewWorkspace {
  readonly name: string;
  readonly plan: string;
  /** @default "active" */
  readonly subscription?: "active" | "past_due" | "unpaid";
  /** @default 0 */
  readonly credits?: number;
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
export function requireRole({ role }: { readonly role: Role }, needed: Role): void {
  if (roles.indexOf(role) < roles.indexOf(needed)) throw pdf.error.FORBIDDEN({ role, needed });
}

/** Creates a workspace. Does nothing if the id exists. @returns the id */
export async function openWorkspace(
  { store, clock, creditLedger }: Backend,
  { name, plan, subscription = "active", credits = 0 }: NewWorkspace,
  workspaceId = newId("pdw"),
): Promise<string> {
  await store.transaction(
    async (sql) => {
      const opened = await sql`
        INSERT INTO pdf_workspaces (id, name, plan, subscription, created_at)
        VALUES (${workspaceId}, ${name}, ${plan}, ${subscription}, ${clock()})
        ON CONFLICT (id) DO NOTHING RETURNING id`;
      if (opened.length === 0) return;
      const id = `opening:${workspaceId}`;
      await creditLedger.grant(sql, { id, account: workspaceId, amount: credits, source: "purchase" });
    },
    { sqlOnly: true },
  );
  return workspaceId;
}
