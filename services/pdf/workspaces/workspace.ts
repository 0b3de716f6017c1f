import type { Sql } from "errata/store";
import { pdf } from "../contract.ts";

/** Who owns designs and documents, and pays for them. */
export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly subscription: string;
  readonly active: true;
}

/** Reads a workspace; undefined when there is none. */
export async function readWorkspace(sql: Sql, workspaceId: string): Promise<Workspace | undefined> {
  const [row] = await sql<Omit<Workspace, "active">>`
    SELECT id, name, plan, subscription FROM pdf_workspaces WHERE id = ${workspaceId}`;
  return row === undefined ? undefined : { ...row, active: true };
}

/** Requires a subscription that is paid; only what makes documents asks for it. @throws PAYMENT_REQUIRED */
export function requirePaid({ id, subscription }: Workspace): void {
  if (subscription !== "active") throw pdf.error.PAYMENT_REQUIRED(undefined, { note: `${id} is ${subscription}` });
}
