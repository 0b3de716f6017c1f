import { contract } from "errata";
import { z } from "zod";
import { downloadCodes, downloadErrors } from "../shared/files/index.ts";
import { keyCodes, keyErrors } from "../shared/idempotency/index.ts";
import { rotationCodes, rotationErrors } from "../shared/keys/index.ts";

/** A problem with one field. The published body contains it only in the message; problem+json has it as members. */
const Field = z.object({
  field: z.string().describe("Path with dots: `variables.lines.0.price`."),
  problem: z.string().describe("The rule that the value breaks."),
});

/** Details of a resource that exists already. The published body has none of them. */
const Existing = z.object({
  field: z.string().describe("Field whose value is taken."),
  existingId: z.string().optional().describe("Id of the existing resource, if it is known."),
});

/** The contract of the pdf API. Every code except RATE_LIMITED, JOB_NOT_FINISHED and those of `keyCodes` and `downloadCodes` is in the published list. */
export const pdf = contract({
  name: "pdf",
  version: "1.0.0",
  envelope: "status-data-error",
  limits: {
    bodyBytes: 1024 * 1024,
    /** Body of a job, which contains the variables of all its documents. */
    batchBytes: 4 * 1024 * 1024,
    batchItems: 500,
    /** Values in the body of a design: more than 500 blocks with tables of 12 columns have. */
    designValues: 50_000,
    /** Values in the body of a document: five for each of 20,000 cells. */
    documentValues: 100_000,
    /** Values in the body of a job. */
    jobValues: 200_000,
    /** Placeholders of a design. */
    designPlaceholders: 10_000,
    documentPages: 100,
    pageItems: 100,
    tokenMinutes: 15,
    /** Requests of one workspace, with all its keys and members. */
    requestsPerMinute: 600,
    /** Attempts to sign in with one address. */
    signInsPerMinute: 10,
    /** Documents of one workspace that may exceed the time or the memory for rendering. */
    timeoutsPerHour: 10,
  },
  errors: {
    VALIDATION_ERROR: {
      kind: "validation_failed",
      status: 400,
      when: "The body or the query does not match the schema: invalid JSON, a wrong type or an unknown field. Reported only if no required field is missing.",
      message: "Request failed schema validation. {field}: {problem}",
      details: Field,
    },
    INVALID_INPUT: {
      kind: "invalid_value",
      when: "A value has the right type but is not acceptable: out of bounds, in another format, not one of the allowed values, not supported by the design or its fonts, or too expensive to render; or the password is wrong. Reported only if the body matches the schema.",
      message: "A field value is not acceptable. {field}: {problem}",
      details: Field,
    },
    MISSING_REQUIRED_FIELD: {
      kind: "missing_field",
      when: "A required field of the body or a required query parameter is missing. Reported before any other problem with the input.",
      message: "The field {field} is required.",
      details: z.object({ field: z.string().describe("Path of the field.") }),
    },
    UNAUTHORIZED: {
      kind: "unauthenticated",
      when: "The request has no credential.",
      message: "A credential is required.",
      remedy: {
        action: "send_credential",
        actor: "developer",
        text: "Send `Authorization: Bearer` with an API key (`pdf_live_…`) or a token from `POST /v1/sessions`.",
      },
    },
    INVALID_API_KEY: {
      kind: "invalid_credential",
      when: "The API key is malformed, unknown or revoked, or was rotated and its grace period has ended.",
      message: "The API key is not valid.",
      masks: ["a malformed key", "a key that never existed", "a revoked key", "a replaced key"],
    },
    API_KEY_EXPIRED: {
      kind: "expired_credential",
      when: "The API key passed its expiration date.",
      message: "The API key has expired.",
      remedy: { action: "rotate_key", actor: "admin", text: "Create a new key with `POST /v1/api-keys`." },
    },
    INVALID_TOKEN: {
      kind: "invalid_credential",
      when: "The Bearer token was not created by this service, or its member has been removed.",
      message: "The token is not valid.",
      masks: ["a malformed token", "a wrong signature", "another issuer or audience", "a removed member"],
      remedy: { action: "refresh_credential", actor: "end_user", text: "Sign in again with `POST /v1/sessions`." },
    },
    TOKEN_EXPIRED: {
      kind: "expired_credential",
      when: "The Bearer token is genuine but has expired.",
      message: "The token has expired.",
      remedy: { action: "refresh_credential", actor: "end_user", text: "Sign in again with `POST /v1/sessions`." },
    },
    PAYMENT_REQUIRED: {
      kind: "payment_required",
      when: "The workspace's subscription is past due or unpaid, and the request would generate documents.",
      message: "Payment is required to proceed.",
    },
    INSUFFICIENT_CREDITS: {
      kind: "insufficient_credits",
      when: "The workspace has fewer credits than the document costs: one per page or one per document, depending on its plan.",
      message: "Workspace does not have enough credits.",
      details: z.object({
        required: z.number().describe("Credits that the request costs."),
        current: z.number().describe("Credits that the workspace has left."),
      }),
    },
    FORBIDDEN: {
      kind: "permission_denied",
      when: "The role of the member or the API key does not allow the operation, or the request would remove the last owner of the workspace.",
      message: "The role {role} does not allow this operation. It requires {needed}.",
      details: z.object({
        role: z.string().describe("Role of the member or the API key."),
        needed: z.string().describe("Role that the operation requires."),
      }),
    },
    INSUFFICIENT_PERMISSIONS: {
      kind: "feature_not_entitled",
      when: "The workspace's plan does not include a feature that the request needs: `useApiKeys` or `batchGenerate`.",
      message: "The plan {plan} does not include {feature}.",
      details: z.object({
        feature: z.string().describe("Feature that the request needs."),
        plan: z.string().describe("Plan of the workspace."),
        plansAllowed: z.array(z.string()).describe("Plans that include the feature, cheapest first."),
      }),
    },
    NOT_FOUND: {
      kind: "not_found",
      when: "The path does not exist, or the workspace has no member, API key or job with this id.",
      message: "Resource does not exist.",
      masks: ["a resource of another workspace", "an id that never existed", "an unknown path"],
    },
    DESIGN_NOT_FOUND: {
      kind: "not_found",
      when: "The workspace has no design with this id, or the design has no such version.",
      message: "No such design in the workspace.",
      masks: ["a design of another workspace", "an id that never existed", "a deleted design", "an unknown version"],
    },
    PDF_NOT_FOUND: {
      kind: "not_found",
      when: "The workspace has no generated PDF with this id, or the job has no output at this position (yet).",
      message: "No such generated PDF or job output.",
      masks: [
        "a PDF of another workspace",
        "an id that never existed",
        "a deleted PDF",
        "an unknown position of a job",
        "an output that is pending or failed",
      ],
    },
    ALREADY_EXISTS: {
      kind: "already_exists",
      when: "The workspace already has a design with this name (compared without case) or a member with this address.",
      message: "A resource with this {field} already exists.",
      details: Existing,
    },
    DUPLICATE_ENTRY: {
      kind: "already_exists",
      when: "A unique constraint of the database rejected the entry: a simultaneous request used the name or the address first, or the `externalId` is taken.",
      message: "An entry with this {field} already exists.",
      details: Existing,
    },
    ...keyErrors,
    ...rotationErrors,
    RATE_LIMITED: {
      kind: "rate_limited",
      when: "The workspace sent more than 600 requests within one minute, has too many documents waiting, had one that was waiting while another exceeded the time or the memory for rendering, or had more than 10 documents within one hour that exceeded the time or the memory for rendering; or more than 10 attempts to sign in used one address within one minute. This code extends the published list.",
      message: "Too many requests. Retry after the number of seconds in the Retry-After header.",
      limitScope: "credential",
    },
    ...downloadErrors,
    JOB_NOT_FINISHED: {
      kind: "invalid_state",
      when: "The documents of a job are requested as one file while some are pending. This code extends the published list.",
      message: "The job still has {pending, number} pending documents.",
      details: z.object({ pending: z.number().describe("Number of documents that are not finished.") }),
      remedy: { action: "wait", actor: "client", text: "Wait until the job is finished, or cancel it." },
    },
    INTERNAL_ERROR: {
      kind: "internal",
      when: "The request failed on our side for a reason that no other code describes.",
      message: "Unexpected server error.",
    },
    DATABASE_ERROR: {
      kind: "internal",
      when: "The database is down, too slow or full, or rejects the statement.",
      message: "Storage layer failed.",
    },
    S3_ERROR: {
      kind: "dependency_failed",
      status: 500,
      // Objects are stored before anything is inserted or charged, so the request can be repeated.
      effect: "none",
      when: "The object storage is down, too slow or rejects the request, or returned other content than was stored.",
      message: "Object storage failed.",
    },
  },
  operations: {
    "POST /v1/sessions": ["INVALID_INPUT", "MISSING_REQUIRED_FIELD"],
    "GET /v1/workspace": [],
    "GET /v1/credits": [],
    "GET /v1/credits/movements": ["INVALID_INPUT"],
    "GET /v1/usage": ["INVALID_INPUT", "MISSING_REQUIRED_FIELD"],
    "GET /v1/members": ["INVALID_INPUT"],
    "POST /v1/members": {
      idempotencyKey: true,
      errors: [
        "FORBIDDEN",
        "INVALID_INPUT",
        "MISSING_REQUIRED_FIELD",
        ...keyCodes,
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "DUPLICATE_ENTRY",
      ],
    },
    "DELETE /v1/members/{memberId}": ["FORBIDDEN", "NOT_FOUND"],
    "GET /v1/api-keys": ["FORBIDDEN", "INVALID_INPUT"],
    "POST /v1/api-keys": {
      idempotencyKey: true,
      errors: ["FORBIDDEN", "INVALID_INPUT", "MISSING_REQUIRED_FIELD", ...keyCodes],
    },
    "POST /v1/api-keys/{keyId}/rotate": ["FORBIDDEN", "INVALID_INPUT", "NOT_FOUND", ...rotationCodes],
    "DELETE /v1/api-keys/{keyId}": ["FORBIDDEN", "NOT_FOUND"],
    "GET /v1/designs": ["INVALID_INPUT"],
    "POST /v1/designs": {
      idempotencyKey: true,
      errors: [
        "FORBIDDEN",
        "INVALID_INPUT",
        "MISSING_REQUIRED_FIELD",
        ...keyCodes,
        "DESIGN_NOT_FOUND",
        "ALREADY_EXISTS",
        "DUPLICATE_ENTRY",
      ],
    },
    "GET /v1/designs/{designId}": ["INVALID_INPUT", "DESIGN_NOT_FOUND"],
    "PUT /v1/designs/{designId}": [
      "FORBIDDEN",
      "INVALID_INPUT",
      "MISSING_REQUIRED_FIELD",
      "DESIGN_NOT_FOUND",
      "ALREADY_EXISTS",
      "DUPLICATE_ENTRY",
    ],
    "DELETE /v1/designs/{designId}": ["FORBIDDEN", "DESIGN_NOT_FOUND"],
    "POST /v1/pdfs": {
      idempotencyKey: true,
      errors: [
        "FORBIDDEN",
        "PAYMENT_REQUIRED",
        "INVALID_INPUT",
        "MISSING_REQUIRED_FIELD",
        ...keyCodes,
        "PDF_NOT_FOUND",
        "DESIGN_NOT_FOUND",
        "INSUFFICIENT_CREDITS",
        "S3_ERROR",
      ],
    },
    "GET /v1/pdfs": ["INVALID_INPUT"],
    "GET /v1/pdfs/{pdfId}": ["PDF_NOT_FOUND"],
    "GET /v1/pdfs/{pdfId}/content": ["PDF_NOT_FOUND", ...downloadCodes, "S3_ERROR"],
    "DELETE /v1/pdfs/{pdfId}": ["FORBIDDEN", "PDF_NOT_FOUND"],
    "POST /v1/jobs": {
      idempotencyKey: true,
      errors: [
        "FORBIDDEN",
        "PAYMENT_REQUIRED",
        "INVALID_INPUT",
        "MISSING_REQUIRED_FIELD",
        ...keyCodes,
        "NOT_FOUND",
        "DESIGN_NOT_FOUND",
        "INSUFFICIENT_CREDITS",
      ],
    },
    "GET /v1/jobs": ["INVALID_INPUT"],
    "GET /v1/jobs/{jobId}": ["NOT_FOUND"],
    "POST /v1/jobs/{jobId}/cancel": ["FORBIDDEN", "NOT_FOUND"],
    "POST /v1/jobs/{jobId}/retry": {
      idempotencyKey: true,
      errors: ["FORBIDDEN", "PAYMENT_REQUIRED", "INVALID_INPUT", ...keyCodes, "NOT_FOUND", "INSUFFICIENT_CREDITS"],
    },
    "DELETE /v1/jobs/{jobId}": ["FORBIDDEN", "NOT_FOUND", "JOB_NOT_FINISHED"],
    "GET /v1/jobs/{jobId}/archive": ["NOT_FOUND", "PDF_NOT_FOUND", "JOB_NOT_FINISHED", ...downloadCodes, "S3_ERROR"],
    "GET /v1/jobs/{jobId}/documents/{position}": ["NOT_FOUND", "PDF_NOT_FOUND", ...downloadCodes, "S3_ERROR"],
  },
  always: [
    "UNAUTHORIZED",
    "INVALID_API_KEY",
    "API_KEY_EXPIRED",
    "INVALID_TOKEN",
    "TOKEN_EXPIRED",
    "INSUFFICIENT_PERMISSIONS",
    "RATE_LIMITED",
    "VALIDATION_ERROR",
    "DATABASE_ERROR",
    "INTERNAL_ERROR",
  ],
  precedence: [
    "UNAUTHORIZED",
    "INVALID_API_KEY",
    "API_KEY_EXPIRED",
    "INVALID_TOKEN",
    "TOKEN_EXPIRED",
    "INSUFFICIENT_PERMISSIONS",
    "RATE_LIMITED",
    "FORBIDDEN",
    "PAYMENT_REQUIRED",
    "MISSING_REQUIRED_FIELD",
    "VALIDATION_ERROR",
    "INVALID_INPUT",
    ...keyCodes,
    "NOT_FOUND",
    "DESIGN_NOT_FOUND",
    "PDF_NOT_FOUND",
    "JOB_NOT_FINISHED",
    ...rotationCodes,
    "ALREADY_EXISTS",
    "DUPLICATE_ENTRY",
    "INSUFFICIENT_CREDITS",
    ...downloadCodes,
    "S3_ERROR",
    "DATABASE_ERROR",
    "INTERNAL_ERROR",
  ],
  conditions: {
    malformed_request: "VALIDATION_ERROR",
    malformed_body: "VALIDATION_ERROR",
    invalid_request: "VALIDATION_ERROR",
    unknown_route: "NOT_FOUND",
    internal: "INTERNAL_ERROR",
  },
});
