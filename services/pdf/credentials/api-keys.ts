import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { oneOf } from "../fields.ts";
import { requireRole } from "../workspaces/workspace.ts";
import { type Caller, roleScope } from "./caller.ts";

/** Body of `POST /v1/api-keys`. */
export const NewApiKey = z.strictObject({
  role: oneOf(["viewer", "editor", "admin"]).describe("Role of the key, at most the caller's own."),
  expiresInDays: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .optional()
    .describe("Lifetime of the key in days. By default, the key never expires."),
});

/** An API key as the API returns it, without the secret. */
export const ApiKeyView = z
  .object({
    id: z.string().describe("Id of the key."),
    start: z.string().describe("First characters of the secret, to recognise the key by."),
    role: z.string().describe("Role of the key."),
    createdAt: Time.describe("When the key was created."),
    expiresAt: Time.nullable().describe("When the key expires; null if it does not."),
    revoked: z.boolean().describe("Whether the key was revoked."),
  })
  .meta({ title: "ApiKey" });

/** An API key as the API returns it, without the secret. */
export type ApiKeyView = z.output<typeof ApiKeyView>;

const dayMs = 24 * 60 * 60 * 1000;

/** Creates a key. The secret is returned only once. @throws FORBIDDEN for a role above the caller's */
export async function addApiKey(
  { apiKeys: management, clock }: Backend,
  caller: Caller,
  { role, expiresInDays }: z.output<typeof NewApiKey>,
): Promise<ApiKeyView & { readonly secret: string }> {
  requireRole(caller, role);
  const { secret, key } = await management.mint({
    tenant: caller.workspace.id,
    scopes: [roleScope(role)],
    expiresAt: expiresInDays === undefined ? null : clock() + expiresInDays * dayMs,
  });
  return { ...viewKey(key), secret };
}

/** Lists the keys of a workspace, including revoked ones. */
export async function listApiKeys({ store, keys }: Backend, workspaceId: string): Promise<{ items: ApiKeyView[] }> {
  return { items: (await keys.list(store.sql, workspaceId)).map(viewKey) };
}

/** Revokes a key at once. @throws NOT_FOUND */
export async function revokeApiKey(backend: Backend, workspaceId: string, keyId: string): Promise<void> {
  if ((await backend.apiKeys.revoke(workspaceId, keyId)) === undefined) throw pdf.error.NOT_FOUND();
}

function viewKey({ id, start, scopes, createdAt, expiresAt, revokedAt }: KeyRecord): ApiKeyView {
  return {
    id,
    start,
    role: scopes.join(" ").replace("role:", ""),
    createdAt: isoTime(createdAt),
    expiresAt: expiresAt === null ? null : isoTime(expiresAt),
    revoked: revokedAt !== null,
  };
}
