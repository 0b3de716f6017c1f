import { contract } from "errata";
import { z } from "zod";
import { keyErrors } from "../shared/idempotency/index.ts";
import { rotationErrors } from "../shared/keys/index.ts";

/** The kinds of resources that can be missing. `repeated`: what the first request with an Idempotency-Key created. */
const Resource = z.enum(["patient", "consultation", "transcript", "session_scribe", "version", "key", "repeated"]);

/** The codes of an Idempotency-Key. Both extend the published list. */
const keyed = ["idempotency_key_reused", "request_in_progress"] as const;

/** The codes of a rotation. Both extend the published list. */
const rotation = ["key_already_rotated", "key_inactive"] as const;

/** Reasons why an account cannot be used. */
const AccountProblem = z.enum(["inactive", "no_provider", "provider_not_set_up", "no_template", "bad_template"]);

/**
 * The scribe API turns consultations into structured notes. Its reference publishes eight codes; rate_limited,
 * idempotency_key_reused, request_in_progress, key_already_rotated and key_inactive extend them, and the boundary's conditions use one of the eight where one fits: an unknown path is resource_not_found, an unreadable body parameter_invalid,
 * an unavailable store service_unavailable. The others keep a code of HTTP in the same envelope: 405 method_not_allowed,
 * 406 not_acceptable, 408 request_timeout, 411 length_required, 413 body_too_large, 414 uri_too_long,
 * 415 unsupported_media_type, 431 headers_too_large (invalid_request_error), 500 internal_error, 501 not_implemented, 504 operation_timeout (api_error).
 */
export const scribe = contract({
  name: "scribe",
  version: "1.0.0",
  envelope: "typed-error",
  limits: {
    bodyBytes: 1024 * 1024,
    transcriptCharacters: 200_000,
    segments: 5_000,
    pageItems: 100,
    /** Requests of one account, with all its keys. */
    requestsPerMinute: 600,
    /** Notes that one account may have written at the same time. */
    notesAtOnce: 4,
    /** Time limit of a model for one note, including retries, in milliseconds. */
    noteMs: 20_000,
  },
  errors: {
    parameter_missing: {
      kind: "missing_field",
      when: "A required field is missing from the request body.",
      message: "{param} is required.",
      details: z.object({ param: z.string().describe("Path of the missing field.") }),
    },
    parameter_invalid: {
      kind: "invalid_value",
      when: "A field is malformed, unknown or has a value that is not accepted, or the request cannot be parsed.",
      message: "{field} {problem}.",
      details: z.object({
        field: z.string().describe("Name of the field, as in the message."),
        problem: z.string().describe("The rule that the value breaks."),
        param: z
          .string()
          .optional()
          .describe("Path of the field, such as `segments[2][start]`; absent if no single field is the cause."),
      }),
    },
    account_invalid: {
      kind: "account_restricted",
      status: 400,
      when: "The account of the API key is inactive, or its configuration cannot produce notes because the provider or the template is missing or invalid.",
      message: `{problem, select,
        inactive {The account is not active.}
        no_provider {The account has no note provider.}
        provider_not_set_up {The account uses a note provider that is not available.}
        no_template {The account has no note template.}
        other {The account has an invalid note template.}}`,
      details: z.object({ problem: AccountProblem.describe("Part of the account that prevents notes.") }),
      remedy: {
        action: "fix_account",
        actor: "account_owner",
        text: "Set the provider and the template with `PUT /v1/account/configuration`. Contact support if the account is inactive.",
      },
    },
    authentication_required: {
      kind: "unauthenticated",
      when: "The request has no API key, or the key is invalid, expired or revoked, or was rotated and its grace period has ended.",
      message: "{reason, select, missing {An API key is required.} other {Invalid API key.}}",
      details: z.object({
        reason: z
          .enum(["missing", "invalid"])
          .describe("`missing`: no key was sent; `invalid`: it is unknown, expired or revoked."),
      }),
      remedy: { action: "send_credential", actor: "developer", text: "Send `Authorization: Bearer scr_live_…`." },
      causes: [
        {
          when: "The request has no API key.",
          remedy: { action: "send_credential", actor: "developer", text: "Send `Authorization: Bearer scr_live_…`." },
        },
        {
          when: "The API key is mistyped, expired or revoked.",
          remedy: { action: "rotate_key", actor: "developer", text: "Use a valid key or create a new one." },
        },
      ],
    },
    permission_denied: {
      kind: "permission_denied",
      when: "The API key does not have the scope of the operation, or creates or rotates a key with a scope that it lacks.",
      message: "The API key does not have the scope {requiredScope}.",
      details: z.object({ requiredScope: z.string().describe("Scope that the operation needs.") }),
      remedy: { action: "request_access", actor: "admin", text: "Use a key with the scope in the message." },
    },
    resource_not_found: {
      kind: "not_found",
      when: "The path does not exist, or the account has no resource with this id: it never existed, was deleted, or belongs to another account. Or the resource that the first request with the same Idempotency-Key created was deleted.",
      message: `{resource, select,
        patient {No patient found for the given patient ID.}
        consultation {No consultation found for the given consultation ID.}
        transcript {No transcript found for the given consultation ID.}
        session_scribe {No session scribe found for the given consultation ID.}
        key {No API key found for the given key ID.}
        version {No session scribe found for the given consultation ID and version.}
        repeated {The resource that the first request with this Idempotency-Key created was deleted.}
        other {No resource has this path.}}`,
      /** `param` is present if the id was in the body. */
      details: z.object({
        resource: Resource.optional().describe("Kind of the missing resource; absent for an unknown path."),
        param: z
          .string()
          .optional()
          .describe("Path of the field, such as `segments[2][start]`; absent if no single field is the cause."),
      }),
    },
    resource_conflict: {
      kind: "already_exists",
      when: "Another consultation or patient of the account already has this identifier.",
      message: "{param} is already in use by a different {resource}.",
      details: z.object({
        param: z.string().describe("Field with the identifier that is in use."),
        resource: z.enum(["consultation", "patient"]).describe("Kind of the existing resource."),
        existingId: z.string().optional().describe("Id of the existing resource, if it is known."),
      }),
      remedy: { action: "use_existing", actor: "client", text: "Use the existing resource or another identifier." },
    },
    idempotency_key_reused: keyErrors.IDEMPOTENCY_KEY_REUSED,
    request_in_progress: keyErrors.REQUEST_IN_PROGRESS,
    key_already_rotated: rotationErrors.KEY_ALREADY_ROTATED,
    key_inactive: rotationErrors.KEY_INACTIVE,
    rate_limited: {
      kind: "rate_limited",
      when: "The account sent more than 600 requests within one minute. All of its keys count together. This code extends the published list.",
      message: "Too many requests. Retry after the time in the Retry-After header.",
      limitScope: "credential",
    },
    service_unavailable: {
      kind: "dependency_failed",
      status: 503,
      when: "The note provider or the database is down, too slow or overloaded, or the provider returned an invalid response; or the account has reached its limit of notes at the same time.",
      message: `{reason, select,
        rejected {The note provider rejects the requests of this service. Support must correct its settings.}
        declined {The note provider declined this transcript. Change it, or use another provider.}
        other {The service is temporarily unavailable.}}`,
      /** Present if the note provider rejects the service's credentials or account (`rejected`), or the transcript (`declined`). */
      details: z.object({
        reason: z
          .enum(["rejected", "declined"])
          .optional()
          .describe("Reason of the note provider; absent if waiting helps."),
      }),
      retry: "after_delay",
      // A note is stored and charged in one transaction, after everything that can fail.
      effect: "none",
      remedy: {
        action: "wait",
        actor: "client",
        text: "Wait for the time in Retry-After, then send the same request again.",
      },
      causes: [
        {
          when: "The note provider or the database is down, too slow or overloaded, or the provider returned an invalid response; or the account has reached its limit of notes at the same time.",
          remedy: {
            action: "wait",
            actor: "client",
            text: "Wait for the time in Retry-After, then send the same request again.",
          },
        },
        {
          when: "The note provider rejects the credentials of the service, or its account there is exhausted.",
          remedy: {
            action: "contact_support",
            actor: "support",
            text: "Support corrects the settings of the provider.",
          },
        },
        {
          when: "The note provider declined the transcript, for example because of a content filter.",
          remedy: {
            action: "fix_account",
            actor: "account_owner",
            text: "Change the transcript, or use another provider with `PUT /v1/account/configuration`.",
          },
        },
      ],
    },
  },
  operations: {
    "GET /v1/account": [],
    "GET /v1/usage/movements": [],
    "PUT /v1/account/configuration": ["parameter_missing"],
    "GET /v1/keys": [],
    "POST /v1/keys": { idempotencyKey: true, errors: ["parameter_missing", ...keyed] },
    "POST /v1/keys/{keyId}/rotate": ["resource_not_found", ...rotation],
    "DELETE /v1/keys/{keyId}": ["resource_not_found"],
    "POST /v1/patients": {
      idempotencyKey: true,
      errors: ["parameter_missing", ...keyed, "resource_not_found", "resource_conflict"],
    },
    "GET /v1/patients": [],
    "GET /v1/patients/{patientId}": ["resource_not_found"],
    "PATCH /v1/patients/{patientId}": ["resource_not_found", "resource_conflict"],
    "DELETE /v1/patients/{patientId}": ["resource_not_found"],
    "POST /v1/consultations": {
      idempotencyKey: true,
      errors: ["parameter_missing", ...keyed, "resource_not_found", "resource_conflict"],
    },
    "GET /v1/consultations": [],
    "GET /v1/consultations/{consultationId}": ["resource_not_found"],
    "PATCH /v1/consultations/{consultationId}": ["resource_not_found", "resource_conflict"],
    "DELETE /v1/consultations/{consultationId}": ["resource_not_found"],
    "PUT /v1/consultations/{consultationId}/transcript": ["parameter_missing", "resource_not_found"],
    "GET /v1/consultations/{consultationId}/transcript": ["resource_not_found"],
    "DELETE /v1/consultations/{consultationId}/transcript": ["resource_not_found"],
    "POST /v1/consultations/{consultationId}/session-scribe": {
      idempotencyKey: true,
      errors: ["resource_not_found", ...keyed],
    },
    "GET /v1/consultations/{consultationId}/session-scribe": ["resource_not_found"],
    "DELETE /v1/consultations/{consultationId}/session-scribe": ["resource_not_found"],
    "GET /v1/consultations/{consultationId}/session-scribe/versions": ["resource_not_found"],
    "GET /v1/consultations/{consultationId}/session-scribe/versions/{version}": ["resource_not_found"],
  },
  always: [
    "authentication_required",
    "account_invalid",
    "rate_limited",
    "permission_denied",
    "parameter_invalid",
    "service_unavailable",
  ],
  conditions: {
    malformed_request: "parameter_invalid",
    malformed_body: "parameter_invalid",
    invalid_request: "parameter_invalid",
    unknown_route: "resource_not_found",
    unavailable: "service_unavailable",
  },
});
