import { contract } from "errata";
import { z } from "zod";
import { downloadCodes, downloadErrors, MB } from "../shared/files/index.ts";
import { FieldError } from "../shared/http/index.ts";
import { keyErrors } from "../shared/idempotency/index.ts";
import { secretErrors } from "../shared/keys/index.ts";
import {
  OrderType,
  OrderTypeNotMatchDetails,
  RateLimitExceededDetails,
  remedies,
  Status,
  UsageLimitExceededDetails,
  UsageNotEnoughDetails,
} from "./errors/error-details.ts";
import { ended, keyed, notConfirmable, notPending, order } from "./errors/state-codes.ts";
import { translations } from "./locales/index.ts";

/** The order stays in its state, so a retry cannot succeed. */
const final = { retry: "never" } as const;

/** The contract of the orders API: its errors, operations and limits. */
export const orders = contract({
  name: "orders",
  version: "1.0.0",
  envelope: { code: "$code", message: "$message", details: "$details?" },
  limits: {
    /** Requests per user in any 60 seconds. */
    requestsPerMinute: 120,
    /** Size of one file of an order. */
    fileBytes: 10 * MB,
    /** Size of a JSON body. */
    bodyBytes: 64 * 1024,
    /** Items on one page of a list. */
    pageItems: 100,
    /** Time from creation until confirmation, and again from confirmation until processing starts. */
    orderLifeSec: 24 * 60 * 60,
    /** Time until a result is deleted. */
    resultLifeSec: 7 * 24 * 60 * 60,
    /** Longest wait for a report in one request. */
    waitSec: 30,
    /** Processing per account in any hour that may end without a charge: orders that fail, time out or are cancelled. */
    unchargedWorkSec: 300,
  },
  errors: {
    AUTH_NOT_AUTHENTICATED: {
      kind: "unauthenticated",
      when: "The request has no bearer token.",
      message: "Sign in first: the request has no token.",
      remedy: remedies.login,
    },
    AUTH_TOKEN_EXPIRED: {
      kind: "expired_credential",
      when: "The token is valid but has expired.",
      message: "The token has expired.",
      details: z.object({ expiredAt: z.iso.datetime().describe("When the token expired.") }),
      remedy: remedies.newToken,
    },
    AUTH_TOKEN_INVALID: {
      kind: "invalid_credential",
      when: "The token is well-formed, but this API did not issue it or no longer accepts it.",
      message: "The token is not valid.",
      masks: ["a wrong signature", "another issuer or audience", "a revoked token", "the token of a removed user"],
      remedy: remedies.newToken,
    },
    AUTH_TOKEN_INVALID_FORMAT: {
      kind: "invalid_credential",
      when: "The Authorization header uses another scheme, or its value is not a JSON Web Token.",
      message: "The token is not well-formed.",
      remedy: remedies.login,
    },
    AUTH_FORBIDDEN: {
      kind: "permission_denied",
      when: "The token does not have the scope that the operation requires.",
      message: "This operation requires the scope {requiredScope}.",
      details: z.object({
        requiredScope: z.string().describe("Scope that the operation needs."),
        scopes: z.array(z.string()).describe("Scopes of the token."),
      }),
      remedy: {
        action: "request_access",
        actor: "admin",
        text: "Ask an administrator of the account to grant the scope.",
      },
    },
    VALIDATION_FAILED: {
      kind: "validation_failed",
      status: 400,
      when: "The body is not JSON, or does not match the schema of the operation.",
      message: "The request is not valid.",
      details: z.array(FieldError).min(1),
    },
    VALIDATION_IDEMPOTENCY_KEY_INVALID: {
      kind: "idempotency_key_invalid",
      when: "The Idempotency-Key is not 1 to 255 visible ASCII characters, or was already used for a different request.",
      message: "The idempotency key cannot be used.",
      // A repeat while the first request runs gets REQUEST_IN_PROGRESS instead: the remedy of this code is a new key, which
      // would create a second order.
      details: z.object({
        reason: z
          .enum(["malformed", "reused"])
          .describe("`malformed`: not 1 to 255 visible ASCII characters; `reused`: it belongs to a different request."),
      }),
    },
    INVALID_PARAMETER: {
      kind: "invalid_value",
      when: "A query parameter is unknown, or its value is not allowed.",
      message: "The parameter {parameter} is not valid.",
      details: z.object({
        parameter: z.string().describe("Name of the parameter."),
        problem: z.string().describe("The rule that the value breaks."),
      }),
    },
    ORDER_NOT_FOUND: {
      kind: "not_found",
      when: "The account has no order with this id.",
      message: "Order not found.",
      masks: ["an order of another account", "an id that never existed"],
    },
    ORDER_NOT_PENDING: {
      kind: "invalid_state",
      status: 400,
      when: "The operation requires a pending order, but all files of this order are already uploaded.",
      message: "The order is no longer pending: it is {status}.",
      details: z.object({ status: Status.describe("State of the order.") }),
      ...final,
    },
    ORDER_NOT_OWNER: {
      kind: "permission_denied",
      when: "The order belongs to another user of the same account, and the caller is not an administrator.",
      message: "The order belongs to another user of this account.",
      remedy: {
        action: "request_access",
        actor: "admin",
        text: "Ask the owner of the order or an administrator of the account.",
      },
    },
    ORDER_EXPIRED: {
      kind: "expired_resource",
      status: 400,
      when: "The order was not confirmed or started in time, or its result has been deleted after the retention period.",
      message: "The order has expired.",
      details: z.object({ expiredAt: z.iso.datetime().describe("When the order or its result expired.") }),
      remedy: remedies.newOrder,
    },
    ORDER_NOT_COMPLETED: {
      kind: "invalid_state",
      status: 400,
      when: "The order is not completed yet.",
      message: "The order has no result yet: it is {status}.",
      details: z.object({ status: Status.describe("State of the order.") }),
      remedy: { action: "wait", actor: "client", text: "Confirm the order and wait until it is completed." },
    },
    ORDER_FILE_NOT_UPLOADED: {
      kind: "invalid_state",
      status: 400,
      when: "Some files of the order are not uploaded yet.",
      message:
        "{required, plural, one {The order’s file is missing} other {Files are missing: {uploaded, number} of # uploaded}}.",
      details: z.object({
        required: z.number().describe("Files that the order needs."),
        uploaded: z.number().describe("Files that are uploaded."),
      }),
      remedy: { action: "change_state", actor: "client", text: "Upload the missing files, then confirm the order." },
    },
    ORDER_ALREADY_CONFIRMED: {
      kind: "invalid_state",
      status: 400,
      when: "The order is already confirmed: it waits for a worker or is being processed.",
      message: "The order is already confirmed.",
      details: z.object({ status: Status.describe("State of the order.") }),
      remedy: { action: "none", actor: "client", text: "No action is needed. The order is charged only once." },
      ...final,
    },
    ORDER_ALREADY_COMPLETED: {
      kind: "invalid_state",
      status: 400,
      when: "The order is completed.",
      message: "The order is already completed.",
      remedy: { action: "none", actor: "client", text: "Read the report or download the file." },
      ...final,
    },
    ORDER_ALREADY_FAILED: {
      kind: "invalid_state",
      status: 400,
      when: "The order failed or was cancelled. Nothing was charged.",
      message:
        "The order has failed: {reason, select, cancelled {it was cancelled} file_not_readable {a file cannot be read} rows_not_valid {rows of the table are not valid} quantity_exceeded {it contains more than the ordered quantity} other {something went wrong on our side}}.",
      details: z.object({
        reason: z
          .enum(["cancelled", "file_not_readable", "rows_not_valid", "quantity_exceeded", "internal"])
          .describe("Reason of the failure."),
      }),
      remedy: remedies.newOrder,
      ...final,
    },
    ORDER_TYPE_NOT_MATCH: {
      kind: "unsupported_operation",
      status: 400,
      when: "The file, the options or the plan do not match the type of the order.",
      message: "The request does not match the order type {orderType}.",
      details: OrderTypeNotMatchDetails,
      causes: [
        {
          when: "The content or the name of the file is not of a type that the order accepts.",
          remedy: { action: "convert", actor: "end_user", text: "Upload a file of an accepted type." },
        },
        {
          when: "The options belong to another type of order.",
          remedy: { action: "use_other_operation", actor: "developer", text: "Create an order of that type." },
        },
        {
          when: "The plan of the account does not include the type.",
          remedy: {
            action: "upgrade_plan",
            actor: "account_owner",
            text: "Change to one of the plans in `plansAllowed`.",
          },
        },
      ],
    },
    ORDER_TYPE_CANT_DOWNLOAD: {
      kind: "unsupported_operation",
      status: 400,
      when: "Orders of this type produce a report, not a file.",
      message: "An order of type {orderType} has no file to download.",
      details: z.object({ orderType: OrderType.describe("Type of the order.") }),
      remedy: { action: "use_other_operation", actor: "developer", text: "Read `GET /v1/orders/{orderId}/report`." },
    },
    ORDER_TIMEOUT: {
      kind: "timeout",
      status: 408,
      effect: "none",
      when: "Processing took longer than the type of the order allows and was stopped. Nothing was charged.",
      message: "Processing took longer than {deadlineSec, number} s and was stopped.",
      details: z.object({ deadlineSec: z.number().describe("Time limit of the order in seconds.") }),
      remedy: { action: "shrink", actor: "client", text: "Create a new order with smaller or fewer files." },
      ...final,
    },
    USAGE_LIMIT_EXCEEDED: {
      kind: "quota_exceeded",
      status: 400,
      when: "All orders of this month are used, the quantity exceeds the plan's limit for one order, or too much processing within the last hour ended without a charge.",
      message:
        "The plan {planId} allows {scope, select, orders_per_month {{limit, plural, one {# order} other {# orders}} per month} uncharged_seconds_per_hour {{limit, number} s of processing per hour for orders that fail, time out or are cancelled} other {a quantity of at most {limit, number} per order}}.",
      details: UsageLimitExceededDetails,
    },
    USAGE_NOT_ENOUGH: {
      kind: "insufficient_credits",
      status: 400,
      when: "The order needs more units than are left this month.",
      message:
        "The order needs {required, plural, one {# unit} other {# units}}; {current, plural, =0 {none is left} one {# is left} other {# are left}} this month.",
      details: UsageNotEnoughDetails,
      remedy: {
        action: "upgrade_plan",
        actor: "account_owner",
        text: "Change to a larger plan, or wait for the next month.",
      },
    },
    PLAN_NOT_FOUND: {
      kind: "not_found",
      when: "No plan with this id is for sale.",
      message: "Plan not found.",
      masks: ["an id that never existed", "a plan that is no longer for sale"],
      remedy: { action: "check_id", actor: "developer", text: "Use the id of a plan listed by `GET /v1/plans`." },
    },
    WEBHOOK_NOT_FOUND: {
      kind: "not_found",
      when: "The account has no webhook with this id.",
      message: "Webhook not found.",
      masks: ["a webhook of another account", "an id that never existed", "a deleted webhook"],
    },
    TOKEN_NOT_FOUND: {
      kind: "not_found",
      when: "The user has no token with this id that could still be used. This code extends the published list.",
      message: "Token not found.",
      masks: ["a token of another user", "an id that never existed", "an expired token"],
    },
    RATE_LIMIT_EXCEEDED: {
      kind: "rate_limited",
      when: "The user sent more than 120 requests within one minute.",
      message: "Too many requests. Try again in {retryAfterSec, number} s.",
      details: RateLimitExceededDetails,
      limitScope: "credential",
    },
    REQUEST_IN_PROGRESS: keyErrors.REQUEST_IN_PROGRESS,
    ...secretErrors,
    ...downloadErrors,
    SERVER_INTERNAL_ERROR: {
      kind: "internal",
      when: "The service failed. Nothing was charged.",
      message: "Unexpected server error. Try again later.",
    },
  },
  operations: {
    "GET /v1/account": [],
    "GET /v1/usage/movements": [],
    "PUT /v1/account/plan": ["PLAN_NOT_FOUND"],
    "GET /v1/plans": [],
    "GET /v1/plans/{planId}": ["PLAN_NOT_FOUND"],
    "POST /v1/tokens": { idempotencyKey: true, errors: keyed },
    "GET /v1/tokens": [],
    "DELETE /v1/tokens": [],
    "DELETE /v1/tokens/{tokenId}": ["TOKEN_NOT_FOUND"],
    "GET /v1/orders": [],
    "POST /v1/orders": {
      idempotencyKey: true,
      errors: [...keyed, "ORDER_TYPE_NOT_MATCH", "USAGE_LIMIT_EXCEEDED"],
    },
    "GET /v1/orders/{orderId}": order,
    "PATCH /v1/orders/{orderId}": [...order, ...notPending, "ORDER_TYPE_NOT_MATCH", "USAGE_LIMIT_EXCEEDED"],
    "POST /v1/orders/{orderId}/file": {
      idempotencyKey: true,
      errors: [...keyed, ...order, ...notPending, "ORDER_TYPE_NOT_MATCH"],
    },
    "GET /v1/orders/{orderId}/files": order,
    "DELETE /v1/orders/{orderId}/files/{fileId}": [...order, ...notPending],
    "POST /v1/orders/{orderId}/confirm": {
      idempotencyKey: true,
      errors: [
        ...keyed,
        ...order,
        ...notConfirmable,
        "ORDER_TYPE_NOT_MATCH",
        "USAGE_LIMIT_EXCEEDED",
        "USAGE_NOT_ENOUGH",
      ],
    },
    "POST /v1/orders/{orderId}/cancel": [...order, ...ended, "ORDER_ALREADY_COMPLETED"],
    "GET /v1/orders/{orderId}/report": [...order, ...ended, "ORDER_NOT_COMPLETED"],
    "GET /v1/orders/{orderId}/download": [
      ...order,
      ...ended,
      "ORDER_NOT_COMPLETED",
      "ORDER_TYPE_CANT_DOWNLOAD",
      ...downloadCodes,
    ],
    "GET /v1/webhooks": [],
    "POST /v1/webhooks": { idempotencyKey: true, errors: keyed },
    "GET /v1/webhooks/{webhookId}": ["WEBHOOK_NOT_FOUND"],
    "DELETE /v1/webhooks/{webhookId}": ["WEBHOOK_NOT_FOUND"],
    "POST /v1/webhooks/{webhookId}/rotate": ["WEBHOOK_NOT_FOUND", "SECRET_ALREADY_ROTATED"],
    "POST /v1/webhooks/{webhookId}/test": { idempotencyKey: true, errors: [...keyed, "WEBHOOK_NOT_FOUND"] },
    "GET /v1/webhooks/{webhookId}/deliveries": ["WEBHOOK_NOT_FOUND"],
    "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay": {
      idempotencyKey: true,
      errors: [...keyed, "WEBHOOK_NOT_FOUND"],
    },
  },
  always: [
    "AUTH_NOT_AUTHENTICATED",
    "AUTH_TOKEN_INVALID_FORMAT",
    "AUTH_TOKEN_INVALID",
    "AUTH_TOKEN_EXPIRED",
    "RATE_LIMIT_EXCEEDED",
    "AUTH_FORBIDDEN",
    "INVALID_PARAMETER",
    "VALIDATION_FAILED",
    "SERVER_INTERNAL_ERROR",
  ],
  // Authentication, rate and scope; then the order and its owner; then its type and state; then the input; then the cost.
  precedence: [
    "AUTH_NOT_AUTHENTICATED",
    "AUTH_TOKEN_INVALID_FORMAT",
    "AUTH_TOKEN_INVALID",
    "AUTH_TOKEN_EXPIRED",
    "RATE_LIMIT_EXCEEDED",
    "AUTH_FORBIDDEN",
    "INVALID_PARAMETER",
    ...keyed,
    "ORDER_NOT_FOUND",
    "WEBHOOK_NOT_FOUND",
    "TOKEN_NOT_FOUND",
    "ORDER_NOT_OWNER",
    "ORDER_TYPE_CANT_DOWNLOAD",
    "ORDER_TIMEOUT",
    "ORDER_EXPIRED",
    "ORDER_ALREADY_FAILED",
    "ORDER_ALREADY_COMPLETED",
    "ORDER_ALREADY_CONFIRMED",
    "ORDER_FILE_NOT_UPLOADED",
    "ORDER_NOT_PENDING",
    "ORDER_NOT_COMPLETED",
    "VALIDATION_FAILED",
    "SECRET_ALREADY_ROTATED",
    "PLAN_NOT_FOUND",
    "ORDER_TYPE_NOT_MATCH",
    "USAGE_LIMIT_EXCEEDED",
    "USAGE_NOT_ENOUGH",
    ...downloadCodes,
    "SERVER_INTERNAL_ERROR",
  ],
  locales: translations,
  conditions: {
    invalid_request: "VALIDATION_FAILED",
    malformed_body: "VALIDATION_FAILED",
    internal: "SERVER_INTERNAL_ERROR",
  },
});
