import { contract } from "errata";
import { z } from "zod";

/** What may be missing. Foreign, deleted and imagined ones are one and the same. */
const Resource = z.enum(["patient", "consultation", "transcript", "session_scribe", "version"]);

/** Why an account cannot be used as it is. */
const AccountProblem = z.enum(["inactive", "no_provider", "provider_not_set_up", "no_template", "bad_template"]);

/**
 * The scribe API: consultations to structured notes. Its eight codes are all that it publishes, so what the boundary finds by
 * itself is answered by one of them wherever one fits: a path that does not exist is a resource that does not, a body that
 * cannot be read is an invalid parameter, a store that is down is a service that is unavailable. What has no fitting code keeps
 * the code of HTTP's own condition in the same envelope, and one of the four types: 405 method_not_allowed, 406 not_acceptable,
 * 408 request_timeout, 411 length_required, 413 body_too_large, 414 uri_too_long, 415 unsupported_media_type,
 * 431 headers_too_large (invalid_request_error); 500 internal_error, 501 not_implemented (api_error).
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
    /** Notes that one account may have in the making. */
    notesAtOnce: 4,
    /** How long a model may take for one note, its retries included. */
    noteMs: 20_000,
  },
  errors: {
    parameter_missing: {
      kind: "missing_field",
      when: "A required field is missing from the request body.",
      message: "{param} is required.",
      details: z.object({ param: z.string() }),
    },
    parameter_invalid: {
      kind: "invalid_value",
      when: "A field is malformed, not accepted or not known, or the request itself cannot be read.",
      message: "{field} {problem}.",
      /** `field` names it in the sentence; `param` is its path, as in `segments[2][start]`, and left out where no field is at fault. */
      details: z.object({ field: z.string(), problem: z.string(), param: z.string().optional() }),
    },
    account_invalid: {
      kind: "account_restricted",
      status: 400,
      when: "The account of the API key is not active, or its configuration cannot make notes: no provider or template, or one that does not fit.",
      message: `{problem, select,
        inactive {The account is not active.}
        no_provider {The account names no provider of notes.}
        provider_not_set_up {The account names a provider that is not set up here.}
        no_template {The account has no template for notes.}
        other {The account has a template for notes that cannot be used.}}`,
      details: z.object({ problem: AccountProblem }),
      remedy: {
        action: "fix_account",
        actor: "account_owner",
        text: "Set provider and template with `PUT /v1/account/configuration`; ask support about an account that is not active.",
      },
    },
    authentication_required: {
      kind: "unauthenticated",
      when: "The request carries no API key, or one that is wrong, expired or revoked.",
      message: "{reason, select, missing {An API key is required.} other {Invalid API key.}}",
      details: z.object({ reason: z.enum(["missing", "invalid"]) }),
      remedy: { action: "send_credential", actor: "developer", text: "Send `Authorization: Bearer scr_live_…`." },
      causes: [
        {
          when: "The request carries no API key.",
          remedy: { action: "send_credential", actor: "developer", text: "Send `Authorization: Bearer scr_live_…`." },
        },
        {
          when: "The API key is mistyped, expired or revoked.",
          remedy: { action: "rotate_key", actor: "developer", text: "Use a valid key, or make a new one." },
        },
      ],
    },
    permission_denied: {
      kind: "permission_denied",
      when: "The API key does not have the scope of the operation.",
      message: "The API key does not have the scope {requiredScope}.",
      details: z.object({ requiredScope: z.string() }),
      remedy: { action: "request_access", actor: "admin", text: "Use a key with the scope that the message names." },
    },
    resource_not_found: {
      kind: "not_found",
      when: "The path does not exist, or nothing has the given id in this account: it never was, was deleted, or belongs to another account.",
      message: `{resource, select,
        patient {No patient found for the given patient ID.}
        consultation {No consultation found for the given consultation ID.}
        transcript {No transcript found for the given consultation ID.}
        session_scribe {No session scribe found for the given consultation ID.}
        version {No session scribe found for the given consultation ID and version.}
        other {No resource has this path.}}`,
      /** `param` is there where the id stood in the body. */
      details: z.object({ resource: Resource.optional(), param: z.string().optional() }),
    },
    resource_conflict: {
      kind: "already_exists",
      when: "The account has another consultation or patient with the identifier that the request gives.",
      message: "{param} is already in use by a different {resource}.",
      details: z.object({ param: z.string(), resource: z.enum(["consultation", "patient"]) }),
      remedy: { action: "use_existing", actor: "client", text: "Use the one that there is, or another identifier." },
    },
    service_unavailable: {
      kind: "dependency_failed",
      status: 503,
      when: "The provider of notes or the database is down, too slow, overloaded or answers nonsense; or the account has as many notes in the making as it may.",
      message: "The service is temporarily unavailable.",
      retry: "after_delay",
      // The answer of the provider is stored and charged in one step, after everything that can fail.
      effect: "none",
      remedy: {
        action: "wait",
        actor: "client",
        text: "Wait as long as Retry-After says, then send the same request again.",
      },
    },
  },
  operations: {
    "GET /v1/account": [],
    "PUT /v1/account/configuration": ["parameter_missing"],
    "POST /v1/patients": ["parameter_missing", "resource_conflict"],
    "GET /v1/patients": [],
    "GET /v1/patients/{patientId}": ["resource_not_found"],
    "PATCH /v1/patients/{patientId}": ["resource_not_found", "resource_conflict"],
    "DELETE /v1/patients/{patientId}": ["resource_not_found"],
    "POST /v1/consultations": ["parameter_missing", "resource_not_found", "resource_conflict"],
    "GET /v1/consultations": [],
    "GET /v1/consultations/{consultationId}": ["resource_not_found"],
    "PATCH /v1/consultations/{consultationId}": ["resource_not_found", "resource_conflict"],
    "DELETE /v1/consultations/{consultationId}": ["resource_not_found"],
    "PUT /v1/consultations/{consultationId}/transcript": ["parameter_missing", "resource_not_found"],
    "GET /v1/consultations/{consultationId}/transcript": ["resource_not_found"],
    "DELETE /v1/consultations/{consultationId}/transcript": ["resource_not_found"],
    "POST /v1/consultations/{consultationId}/session-scribe": ["resource_not_found"],
    "GET /v1/consultations/{consultationId}/session-scribe": ["resource_not_found"],
    "DELETE /v1/consultations/{consultationId}/session-scribe": ["resource_not_found"],
    "GET /v1/consultations/{consultationId}/session-scribe/versions": ["resource_not_found"],
    "GET /v1/consultations/{consultationId}/session-scribe/versions/{version}": ["resource_not_found"],
  },
  always: [
    "authentication_required",
    "account_invalid",
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
    timeout: "service_unavailable",
  },
});
