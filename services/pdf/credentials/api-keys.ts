import type { KeyRecord } from "errata/store";
import { z } from "zod";
import type { Page } from "../../shared/http/index.ts";
import type { Finish } from "../../shared/idempotency/index.ts";
import {
  expiresInDays,
  expiryOf,
  keyDays,
  keyTimes,
  listKeys,
  RotatedKey,
  type Rotation,
  readTimes,
  rotateKey,
} from "../../shared/keys/index.ts";
import type { Backend } from "../backend.ts";
import { pdf } from "../contract.ts";
import { oneOf } from "../fields.ts";
import type { ListQuery } from "../http.ts";
import { hasRole, requireRole } from "../workspaces/workspace.ts";
import { type Caller, roleOfScopes, roleScope } from "./caller.ts";

/** Body of `POST /v1/api-keys`. */
export const NewApiKey = z.strictObject({
  role: oneOf(["viewer", "editor", "admin"]).describe("Role of the key, at most the caller's own."),
  expiresInDays: expiresInDays(keyDays, "key"),
});

/** An API key as the API returns it, without the secret. */
export const ApiKeyView = z
  .object({
    id: z.string().describe("Id of the key."),
    start: z.string().describe("First characters of the secret, to recognise the key by."),
    role: z.string().describe("Role of the key."),
    ...keyTimes,
    revoked: z.boolean().describe("Whether the key was revoked."),
  })
  .meta({ title: "ApiKey" });

/** An API key as the API returns it, without the secret. */
export type ApiKeyView = z.output<typeof ApiKeyView>;

/** The key that replaces another, with its secret. */
export const ReplacingApiKey = ApiKeyView.extend({
  secret: z.string().describe("The key itself. It is returned only once."),
  replaces: RotatedKey.describe("The old key."),
}).meta({ title: "ReplacingApiKey" });

const refusals = { replaced: pdf.error.KEY_ALREADY_ROTATED, inactive: pdf.error.KEY_INACTIVE };

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
  { role, expiresInDays: days }: z.output<typeof NewApiKey>,
  finish: Finish<ApiKeyView, Result>,
): Promise<Result> {
  requireRole(caller, role);
  const request = { tenant: caller.workspace.id, scopes: [roleScope(role)], expiresAt: expiryOf(days, clock()) };
  return await store.transaction(
    async (sql) => {
      const { secret, key } = await management.mint(request, sql);
      return await finish(sql, viewKey(key), { secret: { secret } });
    },
    { sqlOnly: true },
  );
}

/** Lists the keys of a workspace, newest first, including revoked ones. */
export function listApiKeys(
  backend: Backend,
  workspaceId: string,
  page: z.output<typeof ListQuery>,
): Promise<Page<ApiKeyView>> {
  return listKeys(backend, workspaceId, page, viewKey);
}

/**
 * Rotates a key: the caller's own, or as an administrator any other. The new key has the same role. A key that is not
 * an administrator keeps its expiry, because otherwise it could live forever.
 *
 * @throws FORBIDDEN, NOT_FOUND, KEY_ALREADY_ROTATED, KEY_INACTIVE
 */
export async function rotateApiKey(
  { store, keys, apiKeys: management, clock }: Backend,
  caller: Caller,
  keyId: string,
  readInput: () => Promise<Rotation>,
): Promise<z.output<typeof ReplacingApiKey>> {
  if (keyId !== caller.actor) requireRole(caller, "admin");
  const old = await keys.find(store.sql, caller.workspace.id, keyId);
  if (old === undefined) throw pdf.error.NOT_FOUND();
  requireRole(caller, roleOfScopes(old.scopes));
  const rotation = { ...(await readInput()), key: old, isRenewed: hasRole(caller, "admin"), now: clock() };
  const { key, secret, replaces } = await rotateKey(management, rotation, refusals);
  return { ...viewKey(key), secret, replaces };
}

/** Revokes a key at once. @throws NOT_FOUND */
export async function revokeApiKey(backend: Backend, workspaceId: string, keyId: string): Promise<ApiKeyView> {
  const revoked = await backend.apiKeys.revoke(workspaceId, keyId);
  if (revoked === undefined) throw pdf.error.NOT_FOUND();
  return viewKey(revoked);
}

function viewKey(key: KeyRecord): ApiKeyView {
  const { id, start, scopes, revokedAt } = key;
  return {
    id,
    start,
    role: scopes.join(" ").replace("role:", ""),
    ...readTimes(key),
    revoked: revokedAt !== null,
  };
}
