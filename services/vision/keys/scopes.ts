import { z } from "zod";
import type { vision } from "../contract.ts";

/** The scopes of keys. A key with `images:*` has every scope of images, one with `*` every scope. */
const scopes = [
  "account:read",
  "keys:read",
  "keys:write",
  "images:read",
  "images:write",
  "rules:read",
  "rules:write",
  "analyses:read",
  "analyses:run",
] as const;

type Scope = (typeof scopes)[number];

/** A scope in a request for a new key. */
export const RequestedScope = z.enum([...scopes, "keys:*", "images:*", "rules:*", "analyses:*", "*"]);

/**
 * The scope that each operation requires; null if the route checks it, because a key may rotate itself. Extraction schemas share
 * the scopes of rules.
 */
export const requiredScopes: Readonly<Record<Parameters<typeof vision.operation>[0], Scope | null>> = {
  "GET /v1/account": "account:read",
  "GET /v1/storage/movements": "account:read",
  "GET /v1/usage/movements": "account:read",
  "POST /v1/keys": "keys:write",
  "GET /v1/keys": "keys:read",
  "POST /v1/keys/{keyId}/rotate": null,
  "DELETE /v1/keys/{keyId}": "keys:write",
  "POST /v1/images": "images:write",
  "GET /v1/images": "images:read",
  "GET /v1/images/{imageId}": "images:read",
  "GET /v1/images/{imageId}/content": "images:read",
  "DELETE /v1/images/{imageId}": "images:write",
  "POST /v1/rules": "rules:write",
  "GET /v1/rules": "rules:read",
  "GET /v1/rules/{ruleId}": "rules:read",
  "PUT /v1/rules/{ruleId}": "rules:write",
  "DELETE /v1/rules/{ruleId}": "rules:write",
  "POST /v1/schemas": "rules:write",
  "GET /v1/schemas": "rules:read",
  "GET /v1/schemas/{schemaId}": "rules:read",
  "PUT /v1/schemas/{schemaId}": "rules:write",
  "DELETE /v1/schemas/{schemaId}": "rules:write",
  "POST /v1/analyses": "analyses:run",
  "GET /v1/analyses": "analyses:read",
  "GET /v1/analyses/{analysisId}": "analyses:read",
  "DELETE /v1/analyses/{analysisId}": "analyses:run",
};
