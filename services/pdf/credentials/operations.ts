import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, pageOf } from "../../shared/http/index.ts";
import { Rotation, revocationNote, rotationNote } from "../../shared/keys/index.ts";
import { ListQuery } from "../http.ts";
import { ApiKeyView, NewApiKey, ReplacingApiKey } from "./api-keys.ts";
import { Credentials, Session } from "./sign-in.ts";

/** A new API key, with its secret. */
const CreatedApiKey = ApiKeyView.extend({
  secret: z
    .string()
    .optional()
    .describe("The key itself. It is returned only once, so a repeat with the same Idempotency-Key does not have it."),
}).meta({ title: "CreatedApiKey" });

const tag = "Credentials";

/** Inputs and outputs of the operations of tokens and API keys. */
export const credentialOperations = {
  "POST /v1/sessions": {
    tag,
    summary: "Signs a member in.",
    isPublic: true,
    body: Credentials,
    responses: { 201: { description: "A token.", body: Session } },
  },
  "GET /v1/api-keys": {
    tag,
    summary: "Lists the API keys of the workspace, newest first, including revoked ones.",
    description: "Needs the role `admin`.",
    query: ListQuery,
    responses: { 200: { description: "A page of keys, without their secrets.", body: pageOf(ApiKeyView) } },
  },
  "POST /v1/api-keys": {
    tag,
    summary: "Creates an API key.",
    description: "Needs the role `admin`, and a plan that includes API keys.",
    body: NewApiKey,
    responses: { 201: { description: "The key, with its secret.", body: CreatedApiKey } },
  },
  "POST /v1/api-keys/{keyId}/rotate": {
    tag,
    summary: "Replaces an API key by a new one with the same role.",
    description: `Needs the role \`admin\`, except for the key of the request, and a plan that includes API keys. ${rotationNote()}`,
    path: { keyId: Id.describe("Id of the key.") },
    body: Rotation,
    isBodyOptional: true,
    responses: { 201: { description: "The new key, with its secret.", body: ReplacingApiKey } },
  },
  "DELETE /v1/api-keys/{keyId}": {
    tag,
    summary: "Revokes an API key at once.",
    description: `Needs the role \`admin\`. ${revocationNote}`,
    path: { keyId: Id.describe("Id of the key.") },
    responses: { 200: { description: "The revoked key.", body: ApiKeyView } },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
