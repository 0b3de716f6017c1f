import { fragment, type Sql, type TransactionSql } from "errata/store";
import { z } from "zod";
import { explainConflict, inPage, isoTime, Name, newId, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import type { Caller } from "../credentials/caller.ts";
import { digestPassword, hashPassword } from "../credentials/password.ts";
import { oneOf } from "../fields.ts";
import { ListQuery } from "../http.ts";
import { requireRole, roles } from "./workspace.ts";

/** Body of `POST /v1/members`. */
export const NewMember = z.strictObject({
  email: z.email().max(254).describe("Address to sign in with, unique in the workspace."),
  name: Name.describe("Name of the person."),
  role: oneOf(roles).describe("Role of the member, at most the caller's own."),
  password: z.string().min(12).max(256).describe("Password to sign in with."),
});

/** A member as the API returns it. */
export const MemberView = z
  .object({
    id: z.string().describe("Id of the member."),
    email: z.string().describe("Address of the member."),
    name: z.string().describe("Name of the member."),
    role: z.string().describe("Role of the member."),
    createdAt: Time.describe("When the member was added."),
  })
  .meta({ title: "Member" });

/** A member as the API returns it. */
export type MemberView = z.output<typeof MemberView>;

interface MemberRow extends Pick<MemberView, "id" | "email" | "name" | "role"> {
  readonly created_at: number;
}

const operation = pdf.operation("POST /v1/members");

/** Normalises an email address for comparison, which ignores case. */
export function emailKey(email: string): string {
  return email.toLowerCase();
}

/** Query of `GET /v1/members`. */
export const MemberQuery = ListQuery.extend({
  email: z.email().max(254).optional().describe("Lists only the member with this address. Case is ignored."),
  role: oneOf(roles).optional().describe("Lists only members with this role."),
});

/** Lists the members of a workspace, newest first. */
export async function listMembers(
  { store }: Backend,
  workspaceId: string,
  { limit, email, role, ...page }: z.output<typeof MemberQuery>,
): Promise<Page<MemberView>> {
  const ofEmail = email === undefined ? fragment`` : fragment`AND email_key = ${emailKey(email)}`;
  const inRole = role === undefined ? fragment`` : fragment`AND role = ${role}`;
  const rows = await store.sql<MemberRow>`
    SELECT id, email, name, role, created_at FROM pdf_members
    WHERE workspace_id = ${workspaceId} AND removed_at IS NULL ${ofEmail} ${inRole} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, viewMember);
}

/**
 * Returns what identifies the request for a new member. It is stored with the Idempotency-Key, so it must not make the
 * password easier to guess than its hash does.
 */
export async function memberDigest(
  { passwordCost }: Backend,
  { workspace }: Caller,
  { password, ...input }: z.output<typeof NewMember>,
): Promise<Uint8Array> {
  const digest = await digestPassword(password, `${workspace.id} ${emailKey(input.email)}`, passwordCost);
  return Buffer.from(JSON.stringify({ ...input, password: digest }));
}

/**
 * Adds a member, who can sign in at once.
 *
 * @param finish runs last in the transaction that inserts the member
 * @returns what `finish` returns
 * @throws FORBIDDEN for a role above the caller's; ALREADY_EXISTS; DUPLICATE_ENTRY if another request adds the address at
 * the same time
 */
export async function addMember<Result>(
  { store, clock, passwordCost }: Backend,
  caller: Caller,
  { email, name, role, password }: z.output<typeof NewMember>,
  finish: Finish<MemberView, Result>,
): Promise<Result> {
  requireRole(caller, role);
  const key = emailKey(email);
  const findExisting = async () => {
    const [existing] = await store.sql<{ id: string }>`
      SELECT id FROM pdf_members
      WHERE workspace_id = ${caller.workspace.id} AND email_key = ${key} AND removed_at IS NULL`;
    return existing && ({ field: "email", existingId: existing.id } as const);
  };
  const existing = await findExisting();
  if (existing !== undefined) throw operation.ALREADY_EXISTS(existing);
  const hash = await hashPassword(password, passwordCost);
  const row: MemberRow = { id: newId("mem"), email, name, role, created_at: clock() };
  const insert = async (sql: TransactionSql): Promise<Result> => {
    await sql`
      INSERT INTO pdf_members (id, workspace_id, email, email_key, name, role, password_hash, created_at)
      VALUES (${row.id}, ${caller.workspace.id}, ${email}, ${key}, ${name}, ${role}, ${hash}, ${row.created_at})`;
    return await finish(sql, viewMember(row), { subject: row.id });
  };
  return await explainConflict(
    () => store.transaction(insert, { sqlOnly: true }),
    async () => {
      const duplicate = await findExisting();
      return duplicate && operation.DUPLICATE_ENTRY(duplicate);
    },
  );
}

/**
 * Removes a member, which invalidates its tokens and erases its address, name and password. Only an owner can remove an owner. The last owner stays, because nobody
 * else could add another.
 *
 * @throws NOT_FOUND, FORBIDDEN
 */
export async function removeMember(
  { store, idempotency, clock }: Backend,
  caller: Caller,
  memberId: string,
): Promise<void> {
  const workspaceId = caller.workspace.id;
  await store.transaction(
    async (sql) => {
      // Locks the workspace, so that two owners who remove each other run one after the other.
      await sql`UPDATE pdf_workspaces SET name = name WHERE id = ${workspaceId}`;
      const [member] = await sql<{ role: string }>`
        SELECT role FROM pdf_members
        WHERE id = ${memberId} AND workspace_id = ${workspaceId} AND removed_at IS NULL`;
      if (member === undefined) throw pdf.error.NOT_FOUND();
      if (member.role === "owner") await requireAnotherOwner(sql, caller, memberId);
      await sql`
        UPDATE pdf_members SET removed_at = ${clock()}, email = '', email_key = '', name = '', password_hash = ''
        WHERE id = ${memberId}`;
      await idempotency.records.forget(sql, workspaceId, memberId);
    },
    { sqlOnly: true },
  );
}

async function requireAnotherOwner(sql: Sql, caller: Caller, memberId: string): Promise<void> {
  requireRole(caller, "owner");
  const [other] = await sql`
    SELECT 1 AS x FROM pdf_members
    WHERE workspace_id = ${caller.workspace.id} AND role = 'owner' AND id <> ${memberId} AND removed_at IS NULL`;
  if (other === undefined) throw pdf.error.FORBIDDEN({ role: caller.role, needed: "another owner" });
}

function viewMember({ id, email, name, role, created_at }: MemberRow): MemberView {
  return { id, email, name, role, createdAt: isoTime(created_at) };
}
