import type { KeyRecord } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
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

/**
 * Creates a key. Only a hash of its secret is stored, so the response to a repeat does not have it.
 *
 * @param finish runs last in the transaction that inserts the key
 * @returns what `finish` returns
 * @throws FORBIDDEN for a role above the caller's
 */
export async function addApiKey<Result>(
  { store, apiKeys: management, clock }: Backend,
  caller: Caller,
  { role, expiresInDays }: z.output<typeof NewApiKey>,
  finish: Finish<ApiKeyView, Result>,
): Promise<Result> {
  requireRole(caller, role);
  const expiresAt = expiresInDays === undefined ? null : clock() + expiresInDays * dayMs;
  const request = { tenant: caller.workspace.id, scopes: [roleScope(role)], expiresAt };
  return await store.transaction(
    async (sql) => {
      const { secret, key } = await management.mint(request, sql);
      return await finish(sql, viewKey(key), { secret: { secret } });
    },
    { sqlOnly: true },
  );
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
