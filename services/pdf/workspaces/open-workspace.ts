import { newId } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { hashPassword } from "../credentials/password.ts";
import { emailKey } from "./members.ts";
import type { Role } from "./roles.ts";

/** What our own staff enters when a customer signs up. */
export interface NewWorkspace {
  readonly name: string;
  readonly plan: string;
  readonly subscription?: "active" | "past_due" | "unpaid";
  readonly credits?: number;
  readonly members?: readonly NewWorkspaceMember[];
}

/** A member from the beginning. */
export interface NewWorkspaceMember {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

/** Opens a workspace with its members. @param workspaceId the same id again opens nothing more */
export async function openWorkspace(
  backend: Backend,
  workspace: NewWorkspace,
  workspaceId = newId("pdw"),
): Promise<string> {
  const { store, clock } = backend;
  const now = clock();
  const members: (NewWorkspaceMember & { readonly hash: string })[] = [];
  for (const member of workspace.members ?? []) {
    members.push({ ...member, hash: await hashPassword(member.password, backend.passwordCost) });
  }
  await store.transaction(
    async (sql) => {
      const opened = await sql`
        INSERT INTO pdf_workspaces (id, name, plan, subscription, created_at)
        VALUES (${workspaceId}, ${workspace.name}, ${workspace.plan}, ${workspace.subscription ?? "active"}, ${now})
        ON CONFLICT (id) DO NOTHING RETURNING id`;
      if (opened.length === 0) return;
      await backend.creditLedger.grant(sql, {
        id: `opening:${workspaceId}`,
        account: workspaceId,
        amount: workspace.credits ?? 0,
        source: "purchase",
      });
      for (const { email, name, role, hash } of members) {
        await sql`
          INSERT INTO pdf_members (id, workspace_id, email, email_key, name, role, password_hash, created_at)
          VALUES (${newId("mem")}, ${workspaceId}, ${email}, ${emailKey(email)}, ${name}, ${role}, ${hash}, ${now})`;
      }
    },
    { sqlOnly: true },
  );
  return workspaceId;
}
