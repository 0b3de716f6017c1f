import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";

/** A workspace as staff create it when a customer signs up. */
export interface NewWorkspace {
  readonly name: string;
  readonly plan: string;
  /** @default "active" */
  readonly subscription?: "active" | "past_due" | "unpaid";
  /** @default 0 */
  readonly credits?: number;
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
