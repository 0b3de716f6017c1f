import { contract } from "errata";
import { z } from "zod";
import { downloadCodes, downloadErrors, MB } from "../shared/files/index.ts";
import { FieldError } from "../shared/http/index.ts";
import { keyCodes, keyErrors } from "../shared/idempotency/index.ts";
import { rotationCodes, rotationErrors } from "../shared/keys/index.ts";

/** The contract of the vision API. As published, its layers use three different envelopes. */
export const vision = contract({
  name: "vision",
  version: "1.0.0",
  /** The envelope of the framework: a message without a code. */
  envelope: "text",
  envelopes: {
    text: { detail: "$message" },
    detail: { detail: { code: "$code", message: "$message", field: "$details.field?" } },
    rich: { error: { code: "$code", message: "$message", details: "$details={}" }, request_id: "$requestId" },
  },
  limits: {
    callsPerMinute: 100,
    imageBytes: 20 * MB,
    /** Width times height of all frames together. */
    imagePixels: 50_000_000,
    /** Width times height of one frame of a GIF, a progressive JPEG or an interlaced PNG, which are decoded as a whole. */
    bufferedPixels: 25_000_000,
    /** Width times height of all frames of a WebP, and of one of an AVIF. Decoding them takes more memory per pixel. */
    webpPixels: 16_000_000,
    avifPixels: 8_000_000,
    bodyBytes: 64 * 1024,
    batchImages: 20,
    /** Analyses of one account at the same time. */
    analysesAtOnce: 8,
    /** Images of one account whose decoding may exceed the limit on time or memory. */
    heavyImagesPerHour: 10,
    batchRules: 20,
    pageItems: 100,
  },
  errors: {
    INVALID_API_KEY: {
      kind: "invalid_credential",
      envelope: "rich",
      when: "The request has no API key, or the key is malformed or unknown.",
      message: "The API key provided is invalid or malformed",
      masks: ["no key", "a malformed key", "a key that never existed"],
      remedy: { action: "rotate_key", actor: "developer", text: "Check that the key matches one in your dashboard." },
    },
    EXPIRED_API_KEY: {
      kind: "expired_credential",
      envelope: "rich",
      when: "The API key has expired.",
      message: "The API key has expired",
      details: z.object({ expiredAt: z.string().describe("When the key expired.") }),
      remedy: { action: "rotate_key", actor: "developer", text: "Generate a new API key." },
    },
    DEACTIVATED_API_KEY: {
      kind: "invalid_credential",
      envelope: "rich",
      when: "The API key was deactivated, it was rotated and its grace period has ended, or its account was closed.",
      message: "The API key has been deactivated",
      causes: [
        {
          when: "The key was deactivated, or it was rotated and its grace period has ended.",
          remedy: { action: "rotate_key", actor: "developer", text: "Generate a new API key." },
        },
        {
          when: "The account is closed.",
          remedy: { action: "contact_support", actor: "account_owner", text: "Ask support to reopen the account." },
        },
      ],
    },
    AUTHZ_ERROR: {
      kind: "permission_denied",
      envelope: "detail",
      when: "The API key lacks the scope of the operation, or creates or rotates a key with a scope that it lacks itself.",
      message: "API key lacks required authorization for this operation: {requiredScope}",
      details: z.object({ requiredScope: z.string().describe("Scope that the operation needs.") }),
      remedy: { action: "request_access", actor: "admin", text: "Create a new API key with the required scope." },
    },
    HTTP_413: {
      kind: "payload_too_large",
      envelope: "rich",
      when: "The body or file exceeds the size limit, or the file is larger than the account's whole storage.",
      message: "File or body exceeds maximum size limit of {maxBytes, number} bytes",
      details: z.object({
        maxBytes: z.number().describe("Largest accepted size in bytes."),
        actualBytes: z.number().optional().describe("Size of the body or file in bytes, as far as it is known."),
      }),
      remedy: { action: "shrink", actor: "developer", text: "Reduce the size of the file." },
    },
    STORAGE_QUOTA_EXCEEDED: {
      kind: "storage_quota_exceeded",
      envelope: "detail",
      when: "The file does not fit into the remaining storage of the account.",
      message:
        "Account storage limit reached: {usedBytes, number} of {quotaBytes, number} bytes are used, {requiredBytes, number} more are needed",
      details: z.object({
        quotaBytes: z.number().describe("Storage of the account's plan, in bytes."),
        usedBytes: z.number().describe("Bytes that are stored now."),
        requiredBytes: z.number().describe("Bytes that the upload needs."),
      }),
      remedy: { action: "free_storage", actor: "account_owner", text: "Delete unused files or upgrade the plan." },
    },
    RATE_LIMIT_ERROR: {
      kind: "rate_limited",
      envelope: "rich",
      when: "The account made more than 100 calls within 60 seconds with all of its keys, has 8 slow analyses running or too many images waiting to be decoded, or had more than 10 images within one hour that exceeded the limit on time or memory for decoding.",
      message: `Rate limit exceeded: {reason, select,
        analyses {8 analyses at the same time}
        waiting_images {too many images are waiting to be decoded}
        heavy_images {10 images per hour that exceed the time or memory for decoding}
        other {100 calls per 60 seconds}}`,
      details: z
        .object({
          reason: z
            .enum(["analyses", "waiting_images", "heavy_images"])
            .describe("Limit other than that on calls; absent for that one."),
        })
        .partial(),
      limitScope: "credential",
    },
    USAGE_LIMIT_EXCEEDED: {
      kind: "quota_exceeded",
      envelope: "rich",
      when: "The request has more images than the account can still analyse in this calendar month (UTC).",
      message:
        "Monthly processing limit reached: {used, number} of {limit, number} images are used, {required, number} more are needed",
      details: z.object({
        limit: z.number().describe("Images that the plan allows per calendar month."),
        used: z.number().describe("Images analysed this month."),
        required: z.number().describe("Images of the request."),
        resetsAt: z.string().describe("When the next month begins."),
      }),
      remedy: { action: "upgrade_plan", actor: "account_owner", text: "Wait for the next month or upgrade the plan." },
    },
    IMAGE_PROCESSING_ERROR: {
      kind: "processing_failed",
      envelope: "detail",
      when: "An uploaded image cannot be decoded completely, or a stored image cannot be analysed.",
      message: "Image processing or analysis failed: {problem}",
      details: z.object({
        reason: z
          .enum(["damaged", "too_many_pixels", "too_many_frames", "too_small"])
          .describe(
            "`damaged`: it cannot be decoded completely; `too_many_pixels`: it has more than 50 million, or more than its format may have; `too_many_frames`: it has more than 2,000; `too_small`: a side has fewer than 8.",
          ),
        problem: z.string().describe("The problem in words."),
        imageId: z.string().optional().describe("Id of the stored image; absent for an upload."),
      }),
      remedy: { action: "fix_input", actor: "end_user", text: "Check that the file is intact and upload it again." },
    },
    VLM_PROVIDER_ERROR: {
      kind: "dependency_failed",
      status: 503,
      effect: "none",
      envelope: "detail",
      when: "The vision provider does not respond, rejects the request, is overloaded, or returns an invalid response.",
      message: "AI vision provider encountered an error during analysis",
      details: z.object({
        reason: z
          .enum(["unavailable", "overloaded", "invalid_response", "rejected", "declined"])
          .describe("Failure of the provider."),
        actor: z
          .enum(["client", "end_user", "support"])
          .describe("Who must act; `client` if a repeated request can succeed."),
      }),
      causes: [
        {
          when: "The provider does not respond, is overloaded or returns an invalid response.",
          remedy: {
            action: "retry",
            actor: "client",
            text: "Retry. If the error persists, the provider is unavailable.",
          },
        },
        {
          when: "The provider rejects the API's own credential, model or request (`rejected`).",
          remedy: {
            action: "contact_support",
            actor: "support",
            text: "Do not retry. Support has to fix the API's access.",
          },
        },
        {
          when: "The model declines the image or the prompt (`declined`).",
          remedy: { action: "fix_input", actor: "end_user", text: "Send another image or prompt." },
        },
      ],
    },
    TIMEOUT: {
      kind: "timeout",
      effect: "none",
      envelope: "detail",
      when: "The analysis of the whole batch did not finish before its deadline, and was cancelled.",
      message: "Operation timed out",
      details: z
        .object({
          batchSize: z.number().describe("Images of the batch."),
          deadlineMs: z.number().describe("Time limit of the batch in milliseconds."),
        })
        .partial(),
      remedy: { action: "shrink", actor: "client", text: "Retry with a smaller batch or a simpler query." },
    },
    VALIDATION_ERROR: {
      kind: "validation_failed",
      envelope: "detail",
      when: "The body, the query or the file is invalid for the operation.",
      message: "Invalid request parameters",
      details: z.object({
        field: z.string().describe("Path of the first invalid field."),
        errors: z.array(FieldError.partial({ location: true })).describe("Every invalid field."),
      }),
    },
    IDEMPOTENCY_KEY_REUSED: { ...keyErrors.IDEMPOTENCY_KEY_REUSED, envelope: "detail" },
    REQUEST_IN_PROGRESS: { ...keyErrors.REQUEST_IN_PROGRESS, envelope: "detail" },
    KEY_ALREADY_ROTATED: { ...rotationErrors.KEY_ALREADY_ROTATED, envelope: "detail" },
    KEY_INACTIVE: { ...rotationErrors.KEY_INACTIVE, envelope: "detail" },
    BAD_REQUEST: {
      kind: "malformed_request",
      when: "The request is not well-formed HTTP.",
      message: "Invalid request syntax or parameters",
    },
    UNREADABLE_BODY: {
      kind: "malformed_request",
      when: "The body is not valid JSON or not a valid form, or has an unsupported media type.",
      message: "{problem}",
      details: z.object({ problem: z.string().describe("The problem in words.") }),
    },
    PAYMENT_REQUIRED: {
      kind: "payment_required",
      when: "The subscription of the account is past due. It can read and delete, but not upload or analyse.",
      message: "Subscription is past due",
    },
    IMAGE_NOT_FOUND: notFound("Image", "image"),
    RULE_NOT_FOUND: notFound("Rule", "rule"),
    SCHEMA_NOT_FOUND: notFound("Extraction schema", "extraction schema"),
    ANALYSIS_NOT_FOUND: notFound("Analysis", "analysis"),
    KEY_NOT_FOUND: notFound("API key", "API key"),
    IMAGE_EXISTS: {
      kind: "already_exists",
      when: "The account already stores an image with the same bytes.",
      message: "Image already exists",
      details: z.object({
        imageId: z.string().optional().describe("Id of the stored image with the same content, if it is known."),
      }),
      remedy: { action: "use_existing", actor: "client", text: "Use the stored image." },
    },
    ...downloadErrors,
    INTERNAL_ERROR: {
      kind: "internal",
      when: "The server failed. Retry with exponential backoff.",
      message: "Internal server error",
    },
  },
  operations: {
    "GET /v1/account": [],
    "GET /v1/storage/movements": [],
    "GET /v1/usage/movements": [],
    "POST /v1/keys": { idempotencyKey: true, errors: ["UNREADABLE_BODY", ...keyCodes] },
    "GET /v1/keys": [],
    "POST /v1/keys/{keyId}/rotate": ["UNREADABLE_BODY", "KEY_NOT_FOUND", ...rotationCodes],
    "DELETE /v1/keys/{keyId}": ["KEY_NOT_FOUND"],
    "POST /v1/images": {
      idempotencyKey: true,
      errors: [
        "UNREADABLE_BODY",
        "PAYMENT_REQUIRED",
        ...keyCodes,
        "IMAGE_NOT_FOUND",
        "STORAGE_QUOTA_EXCEEDED",
        "IMAGE_PROCESSING_ERROR",
        "IMAGE_EXISTS",
      ],
    },
    "GET /v1/images": [],
    "GET /v1/images/{imageId}": ["IMAGE_NOT_FOUND"],
    "GET /v1/images/{imageId}/content": ["IMAGE_NOT_FOUND", ...downloadCodes],
    "DELETE /v1/images/{imageId}": ["IMAGE_NOT_FOUND"],
    "POST /v1/rules": { idempotencyKey: true, errors: ["UNREADABLE_BODY", ...keyCodes, "RULE_NOT_FOUND"] },
    "GET /v1/rules": [],
    "GET /v1/rules/{ruleId}": ["RULE_NOT_FOUND"],
    "PUT /v1/rules/{ruleId}": ["UNREADABLE_BODY", "RULE_NOT_FOUND"],
    "DELETE /v1/rules/{ruleId}": ["RULE_NOT_FOUND"],
    "POST /v1/schemas": { idempotencyKey: true, errors: ["UNREADABLE_BODY", ...keyCodes, "SCHEMA_NOT_FOUND"] },
    "GET /v1/schemas": [],
    "GET /v1/schemas/{schemaId}": ["SCHEMA_NOT_FOUND"],
    "PUT /v1/schemas/{schemaId}": ["UNREADABLE_BODY", "SCHEMA_NOT_FOUND"],
    "DELETE /v1/schemas/{schemaId}": ["SCHEMA_NOT_FOUND"],
    "POST /v1/analyses": {
      idempotencyKey: true,
      errors: [
        "UNREADABLE_BODY",
        "PAYMENT_REQUIRED",
        ...keyCodes,
        "IMAGE_NOT_FOUND",
        "RULE_NOT_FOUND",
        "SCHEMA_NOT_FOUND",
        "ANALYSIS_NOT_FOUND",
        "USAGE_LIMIT_EXCEEDED",
        "IMAGE_PROCESSING_ERROR",
        "VLM_PROVIDER_ERROR",
        "TIMEOUT",
      ],
    },
    "GET /v1/analyses": [],
    "GET /v1/analyses/{analysisId}": ["ANALYSIS_NOT_FOUND"],
    "DELETE /v1/analyses/{analysisId}": ["ANALYSIS_NOT_FOUND"],
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
    internal: "INTERNAL_ERROR",
  },
});

/** Creates the entry of a missing resource. Another account's resource returns the same bytes. */
function notFound<Name extends string>(
  name: Name,
  resource: string,
): { kind: "not_found"; when: string; message: `${Name} not found`; masks: string[] } {
  return {
    kind: "not_found",
    when: `The account has no ${resource} with this id.`,
    message: `${name} not found`,
    masks: [`another account's ${resource}`, "an id that never existed"],
  };
}
