import { rateLimit } from "errata/guards";
import { z } from "zod";
import { Id, singleLine, Time } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { invalidInput } from "../errors/translate.ts";
import { emailKey } from "../workspaces/members.ts";
import { hashPassword, isPassword } from "./password.ts";
import { createToken } from "./tokens.ts";

/** Body of `POST /v1/sessions`. */
export const Credentials = z.strictObject({
  workspaceId: Id.describe("Id of the workspace."),
  // Any text that a database can compare: a text that is not an address belongs to nobody.
  email: z.string().min(1).max(254).check(singleLine).describe("Address of the member."),
  password: z.string().min(1).max(256).describe("Password of the member."),
});

/** Result of signing in. */
export const Session = z
  .object({
    token: z.string().describe("Token for `Authorization: Bearer`."),
    expiresAt: Time.describe("When the token expires."),
    member: z
      .object({
        id: z.string().describe("Id of the member."),
        name: z.string().describe("Name of the member."),
        role: z.string().describe("Role of the member."),
      })
      .describe("The member."),
  })
  .meta({ title: "Session" });

/** Result of signing in. */
export type Session = z.output<typeof Session>;

interface SignInRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly password_hash: string;
}

/**
 * Creates the function that signs members in.
 *
 * @returns a function that throws INVALID_INPUT if the credentials do not match, and RATE_LIMITED after too many attempts
 */
export async function openSignIn(backend: Backend): Promise<(input: z.output<typeof Credentials>) => Promise<Session>> {
  // An unknown address takes as long as a known one.
  const decoyHash = await hashPassword(crypto.randomUUID(), backend.passwordCost);
  const limit = rateLimit({
    ...backend.counters,
    policies: [{ name: "sign-ins", limit: pdf.limits.signInsPerMinute, windowSec: 60, algorithm: "sliding-log" }],
    exceeded: pdf.error.RATE_LIMITED,
  });
  return async ({ workspaceId, email, password }) => {
    await limit(`${workspaceId} ${emailKey(email)}`);
    const [member] = await backend.store.sql<SignInRow>`
      SELECT id, name, role, password_hash FROM pdf_members
      WHERE workspace_id = ${workspaceId} AND email_key = ${emailKey(email)} AND removed_at IS NULL`;
    const isRight = await isPassword(password, member?.password_hash ?? decoyHash);
    if (member === undefined || !isRight) throw invalidInput("password", "Workspace, email and password do not match.");
    const { token, expiresAt } = await createToken(backend, member.id);
    const { id, name, role } = member;
    return { token, expiresAt: new Date(expiresAt).toISOString(), member: { id, name, role } };
  };
}
