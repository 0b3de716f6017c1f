import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, pageOf } from "../../shared/http/index.ts";
import { keyTimes, RotatedKey, Rotation, revocationNote, rotationNote } from "../../shared/keys/index.ts";
import { deletedView } from "../http.ts";
import { KeyQuery, KeyView, NewKey } from "./key.ts";

/** A new API key, with its secret. */
const CreatedKey = KeyView.extend({
  key: z
    .string()
    .optional()
    .describe("The key itself. It is returned only once, so a repeat with the same Idempotency-Key does not have it."),
}).meta({ title: "CreatedApiKey" });

/** The key that replaces another, with its secret. */
const ReplacingKey = KeyView.extend({
  key: z.string().describe("The key itself. It is returned only once."),
  replaces: RotatedKey.describe("The old key."),
}).meta({ title: "ReplacingApiKey" });

const tag = "API keys";
const path = { keyId: Id.describe("Id of the key.") };

/** Inputs and outputs of the operations of API keys. */
export const keyOperations = {
  "GET /v1/keys": {
    tag,
    summary: "Lists the API keys of the account, newest first, including revoked ones.",
    query: KeyQuery,
    responses: { 200: { description: "A page of keys, without their secrets.", body: pageOf(KeyView) } },
  },
  "POST /v1/keys": {
    tag,
    summary: "Creates an API key.",
    description: "The caller's key must have every scope that the new key gets.",
    body: NewKey,
    responses: { 201: { description: "The key, with its secret.", body: CreatedKey } },
  },
  "POST /v1/keys/{keyId}/rotate": {
    tag,
    summary: "Replaces an API key by a new one with the same scopes.",
    description: `Needs the scope \`keys:write\` and every scope of the key, except for the caller's own key. ${rotationNote("key_already_rotated")}`,
    path,
    body: Rotation,
    isBodyOptional: true,
    responses: { 201: { description: "The new key, with its secret.", body: ReplacingKey } },
  },
  "DELETE /v1/keys/{keyId}": {
    tag,
    summary: "Revokes an API key at once.",
    description: revocationNote,
    path,
    responses: {
      200: {
        description: "The key was revoked.",
        body: deletedView("id", "Id of the key.").extend({ replacedBy: keyTimes.replacedBy }),
      },
    },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
