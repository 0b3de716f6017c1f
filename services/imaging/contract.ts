import { contract } from "errata";
import { z } from "zod";
import { downloadCodes, downloadErrors, MB } from "../shared/files/index.ts";
import { FieldError } from "../shared/http/index.ts";
import { keyCodes, keyErrors } from "../shared/idempotency/index.ts";
import { rotationCodes, rotationErrors } from "../shared/keys/index.ts";

const Breakdown = z.object({
  basePlanCost: z.number().describe("Credits for the plan."),
  addOnCost: z.number().describe("Credits for the add-ons."),
  aiLensMedicalCost: z.number().describe("Credits for AI Lens medical."),
  total: z.number().describe("Sum of the parts."),
});

/** Why an operation is forbidden: the customer's state, or who uploaded the file. */
const ForbiddenReason = z.enum([
  "customer_active",
  "customer_suspended",
  "customer_deleted",
  "uploaded_by_user",
  "uploaded_by_partner",
  "changed_meanwhile",
  "test_key",
]);

/** The contract of the imaging partner API: its errors, operations and limits. Credits are decimal numbers on the wire. */
export const imaging = contract({
  name: "imaging",
  version: "1.0.0",
  envelope: {
    $failure: { success: false, error: { code: "$code", message: "$message", details: "$details?" } },
    $success: { success: true, data: "$data" },
  },
  limits: {
    /** Requests per partner in any 60 seconds, as published. */
    requestsPerMinute: 120,
    /** Size of a report, published as 25 MB. */
    reportBytes: 25 * MB,
    /** Size of one DICOM instance. */
    instanceBytes: 512 * MB,
    /** Size of a JSON body. */
    bodyBytes: 64 * 1024,
    /** Items on one page of a list. */
    pageItems: 100,
    /** Days from the deletion of a customer until its files and names are erased. */
    erasureDays: 30,
  },
  errors: {
    UNAUTHENTICATED: {
      kind: "unauthenticated",
      when: "The request has no API key.",
      message: "An API key is required.",
      remedy: { action: "send_credential", actor: "developer", text: "Send `Authorization: Bearer img_live_…`." },
    },
    INVALID_API_KEY: {
      kind: "invalid_credential",
      when: "The API key is wrong or revoked, or the partner account is inactive.",
      message: "The API key is not valid.",
      masks: ["a key that never existed", "a revoked key", "an expired key", "an inactive partner account"],
      causes: [
        {
          when: "The key is mistyped, revoked or expired.",
          remedy: { action: "rotate_key", actor: "developer", text: "Use a valid key, or create a new one." },
        },
        {
          when: "The partner account is inactive.",
          remedy: { action: "contact_support", actor: "account_owner", text: "Ask support to reactivate the account." },
        },
      ],
    },
    RATE_LIMITED: {
      kind: "rate_limited",
      when: "The partner sent more than 120 requests within one minute. All of its keys and users count together.",
      message: "Too many requests. Retry after the number of seconds in the Retry-After header.",
      limitScope: "credential",
    },
    TRIAL_EXPIRED: {
      kind: "account_restricted",
      when: "The partner's trial has ended. Existing customers keep working, but creating customers requires an upgrade.",
      message: "The trial has expired. Upgrade to create new customers.",
      details: z.object({ trialEndedAt: z.iso.datetime().describe("When the trial ended.") }),
      remedy: { action: "upgrade_plan", actor: "account_owner", text: "Upgrade the partner account." },
    },
    CANNOT_SELL: {
      kind: "feature_not_entitled",
      when: "The partner's tier does not include selling to customers.",
      message: "The {plan} tier does not permit selling to customers.",
      details: z.object({
        plan: z.string().describe("The partner's tier."),
        plansAllowed: z.array(z.string()).describe("Tiers that may sell, cheapest first."),
      }),
      remedy: { action: "upgrade_plan", actor: "account_owner", text: "Upgrade the tier." },
    },
    VALIDATION_FAILED: {
      kind: "validation_failed",
      status: 400,
      when: "The body, the query or a parameter does not match the operation's schema.",
      message: "The request is not valid.",
      details: z.array(FieldError).min(1),
    },
    INSUFFICIENT_CREDITS: {
      kind: "insufficient_credits",
      status: 400,
      when: "The partner's credit balance is lower than the cost of the plan and its add-ons.",
      message: "Insufficient credits. Need {required, number, ::.00} credits for this plan with add-ons.",
      details: z.object({
        required: z.number().describe("Credits that the request costs."),
        current: z.number().describe("Credits that the partner has left."),
        breakdown: Breakdown.optional().describe("The cost by part; only when a customer is created."),
      }),
      remedy: { action: "top_up", actor: "account_owner", text: "Top up the credit balance." },
    },
    CUSTOMER_NOT_FOUND: {
      kind: "not_found",
      when: "The partner account has no customer with this id, or the customer that was created with the same Idempotency-Key has been deleted.",
      message: "Customer not found.",
      masks: ["a customer of another partner", "an id that never existed"],
    },
    CUSTOMER_EXISTS: {
      kind: "already_exists",
      when: "The partner account already has a customer with this email address. Case is ignored.",
      message: "A customer with this email already exists.",
      details: z.object({
        customerId: z
          .string()
          .optional()
          .describe("Id of the existing customer; absent if it was created at the same moment."),
      }),
      remedy: { action: "use_existing", actor: "client", text: "Use the customer in `details.customerId`." },
    },
    INVALID_PLAN: {
      kind: "not_found",
      when: "The plan is unknown, withdrawn or not offered to this partner.",
      message: "Plan not found.",
      masks: ["an id that never existed", "a withdrawn plan", "a plan that is not offered to this partner"],
      remedy: { action: "check_id", actor: "developer", text: "Choose a plan from `GET /v1/plans`." },
    },
    PLAN_NOT_ENABLED: {
      kind: "feature_not_entitled",
      status: 400,
      when: "The plan is offered, but the partner's retail pricing is not enabled or has no price or currency.",
      message: "The plan {planId} cannot be sold yet: its retail pricing is not enabled or incomplete.",
      details: z.object({
        planId: z.string().describe("Id of the plan."),
        missing: z
          .array(z.enum(["enabled", "retailPrice", "currency"]))
          .describe("Parts of the pricing that are missing."),
      }),
      remedy: {
        action: "fix_account",
        actor: "account_owner",
        text: "Complete the pricing with `PUT /v1/plans/{planId}/pricing`.",
      },
    },
    FORBIDDEN: {
      kind: "invalid_state",
      status: 400,
      when: "The customer's state does not allow the operation, a partner tries to delete a file that a user uploaded, or a test key tries to create or change a live key.",
      message: "This operation is not allowed: {reason}.",
      details: z.object({ reason: ForbiddenReason.describe("State or rule that does not allow the operation.") }),
      causes: [
        {
          when: "The customer is suspended, deleted or already active.",
          remedy: { action: "change_state", actor: "client", text: "Suspend or resume the customer first." },
        },
        {
          when: "One of the customer's users uploaded the report.",
          remedy: {
            action: "request_access",
            actor: "end_user",
            text: "Ask the user who uploaded the file to delete it.",
          },
        },
        {
          when: "The key of the request is a test key, and the operation creates or changes a live key.",
          remedy: { action: "rotate_key", actor: "developer", text: "Use a live key." },
        },
      ],
    },
    STUDY_NOT_FOUND: {
      kind: "not_found",
      when: "The customer has no study with this UID, AI Lens has not indexed it yet, or the study of the instance that was uploaded with the same Idempotency-Key has been deleted.",
      message: "Study not found.",
      masks: ["a study of another tenant", "a study that does not exist", "a study that is not indexed yet"],
    },
    INSTANCE_CONFLICT: {
      kind: "already_exists",
      when: "The customer already has an instance with the same SOP Instance UID and other content, in this study or another one. This code extends the published list.",
      message: "The customer already has another instance with this SOP Instance UID.",
      details: z.object({
        studyUid: z.string().describe("Study Instance UID of the stored instance."),
        instanceUid: z.string().describe("SOP Instance UID."),
      }),
      remedy: {
        action: "recreate",
        actor: "client",
        text: "Use the stored instance, or give the changed one a new SOP Instance UID.",
      },
    },
    STORAGE_FULL: {
      kind: "storage_quota_exceeded",
      when: "The request needs more bytes than the customer's storage quota has left.",
      message: "Storage quota exceeded.",
      details: z.object({
        quotaGB: z.number().describe("Storage of the customer's plan, in GB."),
        usedBytes: z.number().describe("Bytes that are stored now."),
        requiredBytes: z.number().describe("Bytes that the request needs."),
      }),
    },
    FILE_TOO_LARGE: {
      kind: "payload_too_large",
      status: 400,
      when: "The uploaded report is larger than 25 MB.",
      message: "The report exceeds the 25 MB limit.",
      details: z.object({
        maxBytes: z.number().describe("Largest accepted size in bytes."),
        actualBytes: z
          .number()
          .optional()
          .describe("Size of the file in bytes; absent if the server stopped reading before the end."),
      }),
    },
    INVALID_REPORT_TYPE: {
      kind: "unsupported_media",
      status: 400,
      when: "The uploaded report is not a PDF, DOC, DOCX or TXT file, or its name or declared type does not match its content.",
      message: "The report must be PDF, DOC, DOCX or TXT.",
      details: z.object({
        accepted: z.array(z.string()).describe("Names of the accepted types."),
        detected: z.string().nullable().describe("Media type of the content; null if it is unknown."),
        extension: z.string().describe("Extension of the file name, in lower case."),
        reason: z
          .enum(["not_accepted", "mismatch", "damaged", "polyglot", "empty"])
          .describe(
            "`not_accepted`: another type; `mismatch`: the name or declared type differs from the content; `damaged`: truncated, or followed by other data; `polyglot`: valid as several types; `empty`: no bytes.",
          ),
      }),
      remedy: { action: "convert", actor: "end_user", text: "Convert the report to PDF." },
    },
    REPORT_NOT_FOUND: {
      kind: "not_found",
      when: "The customer has no report with this id, or the report that was uploaded with the same Idempotency-Key has been deleted.",
      message: "Report not found.",
      masks: ["a report of another customer", "an id that never existed", "a deleted report"],
    },
    ...downloadErrors,
    ...keyErrors,
    KEY_NOT_FOUND: {
      kind: "not_found",
      when: "The partner account has no API key, or the user no token, with this id. This code extends the published list.",
      message: "Key not found.",
      masks: ["a key of another partner", "a token of another user", "an id that never existed"],
    },
    USER_NOT_FOUND: {
      kind: "not_found",
      when: "The customer has no user with this id, or the user that was added with the same Idempotency-Key has been deleted. This code extends the published list.",
      message: "User not found.",
      masks: ["a user of another customer", "a deleted user", "an id that never existed"],
    },
    ...rotationErrors,
    INTERNAL_ERROR: {
      kind: "internal",
      when: "The server failed unexpectedly. The request is safe to retry after a short delay.",
      message: "Unexpected server error. Retry after a short delay.",
    },
  },
  operations: {
    "GET /v1/partner": [],
    "GET /v1/credits": [],
    "GET /v1/credits/movements": [],
    "GET /v1/usage": [],
    "GET /v1/keys": [],
    "POST /v1/keys": { idempotencyKey: true, errors: ["FORBIDDEN", ...keyCodes] },
    "POST /v1/keys/{keyId}/rotate": ["KEY_NOT_FOUND", "FORBIDDEN", ...rotationCodes],
    "DELETE /v1/keys/{keyId}": ["KEY_NOT_FOUND", "FORBIDDEN"],
    "GET /v1/plans": [],
    "PUT /v1/plans/{planId}/pricing": ["INVALID_PLAN"],
    "GET /v1/customers": [],
    "POST /v1/customers": {
      idempotencyKey: true,
      errors: [
        "TRIAL_EXPIRED",
        "CANNOT_SELL",
        ...keyCodes,
        "CUSTOMER_NOT_FOUND",
        "INVALID_PLAN",
        "PLAN_NOT_ENABLED",
        "CUSTOMER_EXISTS",
        "INSUFFICIENT_CREDITS",
      ],
    },
    "GET /v1/customers/{customerId}": ["CUSTOMER_NOT_FOUND"],
    "DELETE /v1/customers/{customerId}": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "PUT /v1/customers/{customerId}/plan": [
      "CUSTOMER_NOT_FOUND",
      "FORBIDDEN",
      "INVALID_PLAN",
      "PLAN_NOT_ENABLED",
      "INSUFFICIENT_CREDITS",
      "STORAGE_FULL",
    ],
    "POST /v1/customers/{customerId}/suspend": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "POST /v1/customers/{customerId}/resume": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "GET /v1/customers/{customerId}/storage/movements": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "GET /v1/customers/{customerId}/users": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "POST /v1/customers/{customerId}/users": {
      idempotencyKey: true,
      errors: ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "USER_NOT_FOUND", ...keyCodes],
    },
    "DELETE /v1/customers/{customerId}/users/{userId}": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "USER_NOT_FOUND"],
    "GET /v1/customers/{customerId}/users/{userId}/tokens": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "USER_NOT_FOUND"],
    "POST /v1/customers/{customerId}/users/{userId}/tokens": {
      idempotencyKey: true,
      errors: ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "USER_NOT_FOUND", ...keyCodes],
    },
    "POST /v1/customers/{customerId}/users/{userId}/tokens/{tokenId}/rotate": [
      "CUSTOMER_NOT_FOUND",
      "FORBIDDEN",
      "USER_NOT_FOUND",
      "KEY_NOT_FOUND",
      ...rotationCodes,
    ],
    "DELETE /v1/customers/{customerId}/users/{userId}/tokens/{tokenId}": [
      "CUSTOMER_NOT_FOUND",
      "FORBIDDEN",
      "USER_NOT_FOUND",
      "KEY_NOT_FOUND",
    ],
    "GET /v1/customers/{customerId}/studies": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "POST /v1/customers/{customerId}/studies": {
      idempotencyKey: true,
      errors: ["CUSTOMER_NOT_FOUND", "FORBIDDEN", ...keyCodes, "STUDY_NOT_FOUND", "INSTANCE_CONFLICT", "STORAGE_FULL"],
    },
    "GET /v1/customers/{customerId}/studies/{studyUid}": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "STUDY_NOT_FOUND"],
    "DELETE /v1/customers/{customerId}/studies/{studyUid}": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "STUDY_NOT_FOUND"],
    "GET /v1/customers/{customerId}/studies/{studyUid}/instances": [
      "CUSTOMER_NOT_FOUND",
      "FORBIDDEN",
      "STUDY_NOT_FOUND",
    ],
    "GET /v1/customers/{customerId}/studies/{studyUid}/ai-lens": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "STUDY_NOT_FOUND"],
    "POST /v1/customers/{customerId}/studies/{studyUid}/reports": {
      idempotencyKey: true,
      errors: [
        "CUSTOMER_NOT_FOUND",
        "FORBIDDEN",
        "STUDY_NOT_FOUND",
        ...keyCodes,
        "REPORT_NOT_FOUND",
        "STORAGE_FULL",
        "FILE_TOO_LARGE",
        "INVALID_REPORT_TYPE",
      ],
    },
    "GET /v1/customers/{customerId}/studies/{studyUid}/reports": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "STUDY_NOT_FOUND"],
    "GET /v1/customers/{customerId}/reports": ["CUSTOMER_NOT_FOUND", "FORBIDDEN"],
    "GET /v1/customers/{customerId}/reports/{reportId}": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "REPORT_NOT_FOUND"],
    "GET /v1/customers/{customerId}/reports/{reportId}/content": [
      "CUSTOMER_NOT_FOUND",
      "FORBIDDEN",
      "REPORT_NOT_FOUND",
      ...downloadCodes,
    ],
    "DELETE /v1/customers/{customerId}/reports/{reportId}": ["CUSTOMER_NOT_FOUND", "FORBIDDEN", "REPORT_NOT_FOUND"],
  },
  always: ["UNAUTHENTICATED", "INVALID_API_KEY", "RATE_LIMITED", "VALIDATION_FAILED", "INTERNAL_ERROR"],
  conditions: {
    invalid_request: "VALIDATION_FAILED",
    malformed_body: "VALIDATION_FAILED",
    internal: "INTERNAL_ERROR",
  },
});
