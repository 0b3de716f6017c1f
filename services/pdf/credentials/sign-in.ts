import { z } from "zod";
import { Id } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { invalidInput } from "../invalid-input.ts";
import { emailKey } from "../workspaces/members.ts";
import { hashPassword, isPassword } from "./password.ts";
import { mintToken } from "./tokens.ts";

/** Body of `POST /v1/sessions`. */
export const Credentials = z.strictObject({
  workspaceId: Id,
  // Any text that a database can compare: what is no address is nobody's.
  email: z
    .string()
    .min(1)
    .max(254)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "Must not contain control characters."),
  password: z.string().min(1).max(256),
});

/** What a member signs in to. */
export interface Session {
  readonly token: string;
  readonly expiresAt: string;
  readonly member: { readonly id: string; readonly name: string; readonly role: string };
}

interface SignInRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly password_hash: string;
}

/** Makes the sign-in of members. */
export async function openSignIn(backend: Backend): Promise<(input: z.output<typeof Credentials>) => Promise<Session>> {
  // An unknown address takes the time of a known one.
  const nobody = await hashPassword(crypto.randomUUID(), backend.passwordCost);
  return async ({ workspaceId, email, password }) => {
    const [member] = await backend.store.sql<SignInRow>`
      SELECT id, name, role, password_hash FROM pdf_members
      WHERE workspace_id = ${workspaceId} AND email_key = ${emailKey(email)} AND removed_at IS NULL`;
    const isRight = await isPassword(password, member?.password_hash ?? nobody);
    if (member === undefined || !isRight) throw invalidInput("password", "Workspace, email and password do not match.");
    const { token, expiresAt } = await mintToken(backend, member.id);
    const { id, name, role } = member;
    return { token, expiresAt: new Date(expiresAt).toISOString(), member: { id, name, role } };
  };
}
