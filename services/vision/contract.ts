import { contract } from "errata";
import { z } from "zod";
import { MB } from "../shared/files/index.ts";
import { FieldError } from "../shared/http/index.ts";

/** The vision API: every error that it may answer, and where. Its layers answer in three shapes, as published. */
export const vision = contract({
  name: "vision",
  version: "1.0.0",
  /** What the framework answers by itself: a sentence, and no code. */
  envelope: "text",
  envelopes: {
    text: { detail: "$message" },
    detail: { detail: { code: "$code", message: "$message", field: "$details.field?" } },
    rich: { error: { code: "$code", message: "$message", details: "$details={}" }, request_id: "$requestId" },
  },
  limits: {
    callsPerMinute: 100,
    imageBytes: 20 * MB,
    /** Width times height, of all frames together. */
    imagePixels: 50_000_000,
    bodyBytes: 64 * 1024,
    batchImages: 20,
    batchRules: 20,
    pageItems: 100,
  },
  errors: {
    INVALID_API_KEY: {
      kind: "invalid_credential",
      envelope: "rich",
      when: "The request carries no API key, or one that is malformed or was never made.",
      message: "The API key provided is invalid or malformed",
      masks: ["no key", "a malformed key", "a key that never existed"],
      remedy: { action: "rotate_key", actor: "developer", text: "Check that the key is one of your dashboard's." },
    },
    EXPIRED_API_KEY: {
      kind: "expired_credential",
      envelope: "rich",
      when: "The API key was made for a time that is over.",
      message: "The API key has expired",
      details: z.object({ expiredAt: z.string() }),
      remedy: { action: "rotate_key", actor: "developer", text: "Generate a new API key." },
    },
    DEACTIVATED_API_KEY: {
      kind: "invalid_credential",
      envelope: "rich",
      when: "The API key was deactivated, or its account was closed.",
      message: "The API key has been deactivated",
      causes: [
        {
          when: "Somebody deactivated the key.",
          remedy: { action: "rotate_key", actor: "developer", text: "Generate a new API key." },
        },
        {
          when: "The account is closed.",
          remedy: { action: "contact_support", actor: "account_owner", text: "Ask support to open it again." },
        },
      ],
    },
    AUTHZ_ERROR: {
      kind: "permission_denied",
      envelope: "detail",
      when: "The API key is valid, but lacks the scope of the operation, or makes a key with scopes that it lacks itself.",
      message: "API key lacks required authorization for this operation: {requiredScope}",
      details: z.object({ requiredScope: z.string() }),
      remedy: { action: "request_access", actor: "admin", text: "Create a new API key with the required scope." },
    },
    HTTP_413: {
      kind: "payload_too_large",
      envelope: "rich",
      when: "The body or the file is larger than is ever accepted, or than the account's whole storage.",
      message: "File or body exceeds maximum size limit of {maxBytes, number} bytes",
      details: z.object({ maxBytes: z.number(), actualBytes: z.number().optional() }),
      remedy: { action: "shrink", actor: "developer", text: "Reduce the file's size." },
    },
    STORAGE_QUOTA_EXCEEDED: {
      kind: "storage_quota_exceeded",
      envelope: "detail",
      when: "What the account stores leaves no room for the file.",
      message:
        "Account storage limit reached: {usedBytes, number} of {quotaBytes, number} bytes are used, {requiredBytes, number} more are needed",
      details: z.object({ quotaBytes: z.number(), usedBytes: z.number(), requiredBytes: z.number() }),
      remedy: { action: "free_storage", actor: "account_owner", text: "Delete unused files or upgrade the plan." },
    },
    RATE_LIMIT_ERROR: {
      kind: "rate_limited",
      envelope: "rich",
      when: "The account made more than 100 calls within 60 seconds, all of its keys together.",
      message: "Rate limit exceeded: 100 calls per 60 seconds",
    },
    USAGE_LIMIT_EXCEEDED: {
      kind: "quota_exceeded",
      envelope: "rich",
      when: "The images of the request are more than the account may still analyse in this calendar month (UTC).",
      message:
        "Monthly processing limit reached: {used, number} of {limit, number} images are used, {required, number} more are needed",
      details: z.object({ limit: z.number(), used: z.number(), required: z.number(), resetsAt: z.string() }),
      remedy: { action: "upgrade_plan", actor: "account_owner", text: "Wait for the next month or upgrade the plan." },
    },
    IMAGE_PROCESSING_ERROR: {
      kind: "processing_failed",
      envelope: "detail",
      when: "An uploaded image cannot be decoded whole, or a stored one cannot be analysed.",
      message: "Image processing or analysis failed: {problem}",
      details: z.object({
        reason: z.enum(["damaged", "too_many_pixels", "too_small"]),
        problem: z.string(),
        /** The stored image; left out for an upload. */
        imageId: z.string().optional(),
      }),
      remedy: { action: "fix_input", actor: "end_user", text: "Check the file's integrity and upload it again." },
    },
    VLM_PROVIDER_ERROR: {
      kind: "dependency_failed",
      status: 503,
      effect: "none",
      envelope: "detail",
      when: "The vision provider does not answer, refuses, is overloaded, or answers what makes no sense.",
      message: "AI vision provider encountered an error during analysis",
      remedy: { action: "retry", actor: "client", text: "Retry; if it persists, the provider is unavailable." },
    },
    TIMEOUT: {
      kind: "timeout",
      effect: "none",
      envelope: "detail",
      when: "The analysis of the whole batch did not finish within its deadline; the provider's request was ended.",
      message: "Operation timed out",
      details: z.object({ batchSize: z.number(), deadlineMs: z.number() }).partial(),
      remedy: { action: "shrink", actor: "client", text: "Retry with a smaller batch or a simpler query." },
    },
    VALIDATION_ERROR: {
      kind: "validation_failed",
      envelope: "detail",
      when: "The body, the query, or the file does not fit the operation.",
      message: "Invalid request parameters",
      details: z.object({ field: z.string(), errors: z.array(FieldError.partial({ location: true })) }),
    },
    BAD_REQUEST: {
      kind: "malformed_request",
      when: "The request is no well-formed HTTP.",
      message: "Invalid request syntax or parameters",
    },
    UNREADABLE_BODY: {
      kind: "malformed_request",
      when: "The body is not JSON or no form, or is of another type than the operation takes.",
      message: "{problem}",
      details: z.object({ problem: z.string() }),
    },
    PAYMENT_REQUIRED: {
      kind: "payment_required",
      when: "The account's subscription is past due: it can read and delete, but neither upload nor analyse.",
      message: "Subscription is past due",
    },
    IMAGE_NOT_FOUND: notFound("Image", "image"),
    RULE_NOT_FOUND: notFound("Rule", "rule"),
    SCHEMA_NOT_FOUND: notFound("Extraction schema", "extraction schema"),
    ANALYSIS_NOT_FOUND: notFound("Analysis", "analysis"),
    KEY_NOT_FOUND: notFound("API key", "API key"),
    IMAGE_EXISTS: {
      kind: "already_exists",
      when: "The account stores an image with exactly these bytes already.",
      message: "Image already exists",
      details: z.object({ imageId: z.string().optional() }),
      remedy: { action: "use_existing", actor: "client", text: "Use the image that is stored." },
    },
    INTERNAL_ERROR: {
      kind: "internal",
      when: "Something failed on our side. Retry with exponential backoff.",
      message: "Internal server error",
    },
  },
  operations: {
    "GET /v1/account": [],
    "POST /v1/keys": ["UNREADABLE_BODY"],
    "GET /v1/keys": [],
    "DELETE /v1/keys/{keyId}": ["KEY_NOT_FOUND"],
    "POST /v1/images": [
      "UNREADABLE_BODY",
      "PAYMENT_REQUIRED",
      "STORAGE_QUOTA_EXCEEDED",
      "IMAGE_PROCESSING_ERROR",
      "IMAGE_EXISTS",
    ],
    "GET /v1/images": [],
    "GET /v1/images/{imageId}": ["IMAGE_NOT_FOUND"],
    "GET /v1/images/{imageId}/content": ["IMAGE_NOT_FOUND"],
    "DELETE /v1/images/{imageId}": ["IMAGE_NOT_FOUND"],
    "POST /v1/rules": ["UNREADABLE_BODY"],
    "GET /v1/rules": [],
    "GET /v1/rules/{ruleId}": ["RULE_NOT_FOUND"],
    "PUT /v1/rules/{ruleId}": ["UNREADABLE_BODY", "RULE_NOT_FOUND"],
    "DELETE /v1/rules/{ruleId}": ["RULE_NOT_FOUND"],
    "POST /v1/schemas": ["UNREADABLE_BODY"],
    "GET /v1/schemas": [],
    "GET /v1/schemas/{schemaId}": ["SCHEMA_NOT_FOUND"],
    "PUT /v1/schemas/{schemaId}": ["UNREADABLE_BODY", "SCHEMA_NOT_FOUND"],
    "DELETE /v1/schemas/{schemaId}": ["SCHEMA_NOT_FOUND"],
    "POST /v1/analyses": [
      "UNREADABLE_BODY",
      "PAYMENT_REQUIRED",
      "IMAGE_NOT_FOUND",
      "RULE_NOT_FOUND",
      "SCHEMA_NOT_FOUND",
      "USAGE_LIMIT_EXCEEDED",
      "IMAGE_PROCESSING_ERROR",
      "VLM_PROVIDER_ERROR",
      "TIMEOUT",
    ],
    "GET /v1/analyses": [],
    "GET /v1/analyses/{analysisId}": ["ANALYSIS_NOT_FOUND"],
  },
  always: [
    "INVALID_API_KEY",
    "EXPIRED_API_KEY",
    "DEACTIVATED_API_KEY",
    "RATE_LIMIT_ERROR",
    "AUTHZ_ERROR",
    "VALIDATION_ERROR",
    "BAD_REQUEST",
    "HTTP_413",
    "INTERNAL_ERROR",
  ],
  conditions: {
    malformed_request: "BAD_REQUEST",
    malformed_body: "UNREADABLE_BODY",
    unsupported_media: "UNREADABLE_BODY",
    invalid_request: "VALIDATION_ERROR",
    body_too_large: "HTTP_413",
    timeout: "TIMEOUT",
    internal: "INTERNAL_ERROR",
  },
});

/** Another account's thing is a missing one, to the byte. */
function notFound<Name extends string>(
  name: Name,
  thing: string,
): { kind: "not_found"; when: string; message: `${Name} not found`; masks: string[] } {
  return {
    kind: "not_found",
    when: `The account has no ${thing} with this id.`,
    message: `${name} not found`,
    masks: [`another account's ${thing}`, "an id that never existed"],
  };
}
