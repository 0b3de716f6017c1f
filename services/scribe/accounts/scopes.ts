import type { ApiOf, OperationOf } from "errata/client";
import type { scribe } from "../contract.ts";

/** Scopes that a new key can have. A key with `*` has every scope, one with `patients:*` every scope of patients. */
export const requestableScopes = [
  "account:read",
  "account:write",
  "keys:read",
  "keys:write",
  "patients:read",
  "patients:write",
  "consultations:read",
  "consultations:write",
  "scribes:read",
  "scribes:write",
  "account:*",
  "keys:*",
  "patients:*",
  "consultations:*",
  "scribes:*",
  "*",
] as const;

type Scope = (typeof requestableScopes)[number];

/** The scope that each operation requires; null if the route checks it, because a key may rotate itself. */
export const requiredScopes: Readonly<Record<OperationOf<ApiOf<typeof scribe>>, Scope | null>> = {
  "GET /v1/account": "account:read",
  "GET /v1/usage/movements": "account:read",
  "PUT /v1/account/configuration": "account:write",
  "GET /v1/keys": "keys:read",
  "POST /v1/keys": "keys:write",
  "POST /v1/keys/{keyId}/rotate": null,
  "DELETE /v1/keys/{keyId}": "keys:write",
  "POST /v1/patients": "patients:write",
  "GET /v1/patients": "patients:read",
  "GET /v1/patients/{patientId}": "patients:read",
  "PATCH /v1/patients/{patientId}": "patients:write",
  "DELETE /v1/patients/{patientId}": "patients:write",
  "POST /v1/consultations": "consultations:write",
  "GET /v1/consultations": "consultations:read",
  "GET /v1/consultations/{consultationId}": "consultations:read",
  "PATCH /v1/consultations/{consultationId}": "consultations:write",
  "DELETE /v1/consultations/{consultationId}": "consultations:write",
  "PUT /v1/consultations/{consultationId}/transcript": "consultations:write",
  "GET /v1/consultations/{consultationId}/transcript": "consultations:read",
  "DELETE /v1/consultations/{consultationId}/transcript": "consultations:write",
  "POST /v1/consultations/{consultationId}/session-scribe": "scribes:write",
  "GET /v1/consultations/{consultationId}/session-scribe": "scribes:read",
  "DELETE /v1/consultations/{consultationId}/session-scribe": "scribes:write",
  "GET /v1/consultations/{consultationId}/session-scribe/versions": "scribes:read",
  "GET /v1/consultations/{consultationId}/session-scribe/versions/{version}": "scribes:read",
};
