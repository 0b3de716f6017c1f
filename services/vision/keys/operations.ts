import type { OperationDescription } from "errata/openapi";
import { z } from "zod";
import { Id, itemsOf, noContent } from "../../shared/http/index.ts";
import { KeyView, NewKey } from "./create-key.ts";

/** A new API key, with its secret. */
const CreatedKey = KeyView.extend({
  key: z
    .string()
    .optional()
    .describe("The key itself. It is returned only once, so a repeat with the same Idempotency-Key does not have it."),
}).meta({ title: "CreatedApiKey" });

const tag = "API keys";

/** Inputs and outputs of the operations of API keys. */
export const keyOperations = {
  "GET /v1/keys": {
    tag,
    summary: "Lists the API keys of the account, including deactivated ones.",
    description: "Needs the scope `keys:read`.",
    responses: { 200: { description: "The keys, without their secrets.", body: itemsOf(KeyView) } },
  },
  "POST /v1/keys": {
    tag,
    summary: "Creates an API key.",
    description: "Needs the scope `keys:write`, and every scope that the new key gets.",
    body: NewKey,
    responses: { 201: { description: "The key, with its secret.", body: CreatedKey } },
  },
  "DELETE /v1/keys/{keyId}": {
    tag,
    summary: "Deactivates an API key at once.",
    description: "Needs the scope `keys:write`.",
    path: { keyId: Id.describe("Id of the key.") },
    responses: { 204: noContent("The key was deactivated.") },
  },
} satisfies Readonly<Record<string, OperationDescription>>;
