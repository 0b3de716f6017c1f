import { contract } from "errata";
import { z } from "zod";
import { MB } from "../shared/files/index.ts";
import { FieldError } from "../shared/http/index.ts";
import { translations } from "./locales/translations.ts";

const Status = z.enum([
  "pending",
  "uploaded",
  "confirmed",
  "processing",
  "completed",
  "failed",
  "expired",
  "timed_out",
]);
const OrderType = z.enum(["images_to_pdf", "csv_to_json", "csv_to_xlsx", "inspect"]);

const loginFirst = {
  action: "send_credential",
  actor: "developer",
  text: "Send `Authorization: Bearer <token>`.",
} as const;
const newToken = { action: "refresh_credential", actor: "developer", text: "Get a new token." } as const;
const newOrder = { action: "recreate", actor: "client", text: "Create a new order." } as const;
/** These say what an order is, for good: to send the request again is of no use. */
const final = { retry: "never" } as const;

/** Every code about the state or the type of an order: what the state machine may refuse with. */
export type OrderCode =
  | "ORDER_NOT_PENDING"
  | "ORDER_EXPIRED"
  | "ORDER_NOT_COMPLETED"
  | "ORDER_FILE_NOT_UPLOADED"
  | "ORDER_ALREADY_CONFIRMED"
  | "ORDER_ALREADY_COMPLETED"
  | "ORDER_ALREADY_FAILED"
  | "ORDER_TIMEOUT";

const ended = ["ORDER_TIMEOUT", "ORDER_EXPIRED", "ORDER_ALREADY_FAILED"] as const;
const notPending = [...ended, "ORDER_ALREADY_COMPLETED", "ORDER_ALREADY_CONFIRMED", "ORDER_NOT_PENDING"] as const;
const order = ["ORDER_NOT_FOUND", "ORDER_NOT_OWNER"] as const;

/** The orders API: every error that it may answer, and where. */
export const orders = contract({
  name: "orders",
  version: "1.0.0",
  envelope: { code: "$code", message: "$message", details: "$details?" },
  limits: {
    requestsPerMinute: 120,
    /** Largest file of an order. */
    fileBytes: 10 * MB,
    bodyBytes: 64 * 1024,
    pageItems: 100,
    /** How long an order waits for its files and its confirmation, and then for a worker. */
    orderLifeSec: 24 * 60 * 60,
    /** How long a result is kept. */
    resultLifeSec: 7 * 24 * 60 * 60,
    /** How long a request for a report may wait for it. */
    waitSec: 30,
  },
  errors: {
    AUTH_NOT_AUTHENTICATED: {
      kind: "unauthenticated",
      when: "The request carries no Bearer token.",
      message: "Sign in first: the request carries no token.",
      remedy: loginFirst,
    },
    AUTH_TOKEN_EXPIRED: {
      kind: "expired_credential",
      when: "The token is genuine, and its life is over.",
      message: "The token has expired.",
      details: z.object({ expiredAt: z.iso.datetime() }),
      remedy: newToken,
    },
    AUTH_TOKEN_INVALID: {
      kind: "invalid_credential",
      when: "The token has the right form, and this API did not issue it or no longer accepts it.",
      message: "The token is not valid.",
      masks: ["a wrong signature", "another issuer or audience", "a token that was revoked", "a user who was removed"],
      remedy: newToken,
    },
    AUTH_TOKEN_INVALID_FORMAT: {
      kind: "invalid_credential",
      when: "What the Authorization header carries is no token at all: another scheme, or no JSON Web Token.",
      message: "The token is not well-formed.",
      remedy: loginFirst,
    },
    AUTH_FORBIDDEN: {
      kind: "permission_denied",
      when: "The token lacks the scope that the operation needs.",
      message: "This needs the scope {requiredScope}.",
      details: z.object({ requiredScope: z.string(), scopes: z.array(z.string()) }),
      remedy: { action: "request_access", actor: "admin", text: "Ask an administrator of the account for the scope." },
    },
    VALIDATION_FAILED: {
      kind: "validation_failed",
      status: 400,
      when: "The body does not fit the operation's schema, or is no JSON.",
      message: "The request is not valid.",
      details: z.array(FieldError).min(1),
    },
    VALIDATION_IDEMPOTENCY_KEY_INVALID: {
      kind: "idempotency_key_invalid",
      when: "The Idempotency-Key is not 1 to 255 visible ASCII characters, or was used for another request before.",
      message: "The idempotency key cannot be used.",
      // While the first request with a key runs, a repeat gets the condition `unavailable` with a Retry-After: to send
      // a new key, as this code asks for, would make a second order.
      details: z.object({ reason: z.enum(["malformed", "reused"]) }),
    },
    INVALID_PARAMETER: {
      kind: "invalid_value",
      when: "A parameter of the query is unknown, or its value is not allowed.",
      message: "The parameter {parameter} is not valid.",
      details: z.object({ parameter: z.string(), problem: z.string() }),
    },
    ORDER_NOT_FOUND: {
      kind: "not_found",
      when: "No order of this account has the id.",
      message: "Order not found.",
      masks: ["an order of another account", "an id that never existed"],
    },
    ORDER_NOT_PENDING: {
      kind: "invalid_state",
      status: 400,
      when: "The operation needs an order that is pending, and this one has all of its files.",
      message: "The order is no longer pending: it is {status}.",
      details: z.object({ status: Status }),
      ...final,
    },
    ORDER_NOT_OWNER: {
      kind: "permission_denied",
      when: "The order belongs to another user of the same account, and the caller is no administrator of it.",
      message: "The order belongs to another user of this account.",
      remedy: { action: "request_access", actor: "admin", text: "Ask its owner or an administrator of the account." },
    },
    ORDER_EXPIRED: {
      kind: "expired_resource",
      status: 400,
      when: "The order was not confirmed or not started in time, or its result was kept as long as results are kept.",
      message: "The order has expired.",
      details: z.object({ expiredAt: z.iso.datetime() }),
      remedy: newOrder,
    },
    ORDER_NOT_COMPLETED: {
      kind: "invalid_state",
      status: 400,
      when: "The order has no result yet.",
      message: "The order has no result yet: it is {status}.",
      details: z.object({ status: Status }),
      remedy: { action: "wait", actor: "client", text: "Confirm the order, then wait until it is completed." },
    },
    ORDER_FILE_NOT_UPLOADED: {
      kind: "invalid_state",
      status: 400,
      when: "The order is confirmed before all of its files were uploaded.",
      message:
        "{required, plural, one {The order’s file is missing} other {Files are missing: {uploaded, number} of # uploaded}}.",
      details: z.object({ required: z.number(), uploaded: z.number() }),
      remedy: { action: "change_state", actor: "client", text: "Upload the missing files, then confirm." },
    },
    ORDER_ALREADY_CONFIRMED: {
      kind: "invalid_state",
      status: 400,
      when: "The order was confirmed before; it waits for a worker or is being processed.",
      message: "The order is confirmed already.",
      details: z.object({ status: Status }),
      remedy: { action: "none", actor: "client", text: "Nothing: it was confirmed once, and is charged once." },
      ...final,
    },
    ORDER_ALREADY_COMPLETED: {
      kind: "invalid_state",
      status: 400,
      when: "The order is completed.",
      message: "The order is completed already.",
      remedy: { action: "none", actor: "client", text: "Nothing: read its report or download its file." },
      ...final,
    },
    ORDER_ALREADY_FAILED: {
      kind: "invalid_state",
      status: 400,
      when: "The order has failed or was cancelled; nothing was charged.",
      message:
        "The order has failed: {reason, select, cancelled {it was cancelled} file_not_readable {a file cannot be read} rows_not_valid {rows of the table are not valid} quantity_exceeded {it holds more than was ordered} other {something went wrong on our side}}.",
      details: z.object({
        reason: z.enum(["cancelled", "file_not_readable", "rows_not_valid", "quantity_exceeded", "internal"]),
      }),
      remedy: newOrder,
      ...final,
    },
    ORDER_TYPE_NOT_MATCH: {
      kind: "unsupported_operation",
      status: 400,
      when: "The file, the options or the plan do not fit the order's type.",
      message: "This does not fit an order of type {orderType}.",
      details: z.object({
        orderType: OrderType,
        /** `file`: it is none of `accepted`; `options`: they are another type's; `plan`: it does not have the type. */
        reason: z.enum(["file", "options", "plan"]),
        accepted: z.array(z.string()).optional(),
        detected: z.string().nullable().optional(),
        plansAllowed: z.array(z.string()).optional(),
      }),
      causes: [
        {
          when: "The content of the file is not of a type that the order takes, or its name claims another.",
          remedy: { action: "convert", actor: "end_user", text: "Upload a file of an accepted type." },
        },
        {
          when: "The options are those of another type of order.",
          remedy: { action: "use_other_operation", actor: "developer", text: "Create an order of the other type." },
        },
        {
          when: "The account's plan does not have the type.",
          remedy: { action: "upgrade_plan", actor: "account_owner", text: "Change to one of `plansAllowed`." },
        },
      ],
    },
    ORDER_TYPE_CANT_DOWNLOAD: {
      kind: "unsupported_operation",
      status: 400,
      when: "Orders of this type yield a report and no file.",
      message: "An order of type {orderType} has no file to download.",
      details: z.object({ orderType: OrderType }),
      remedy: { action: "use_other_operation", actor: "developer", text: "Read `GET /v1/orders/{orderId}/report`." },
    },
    ORDER_TIMEOUT: {
      kind: "timeout",
      status: 408,
      effect: "none",
      when: "Processing took longer than the order's type allows, and was stopped; nothing was charged.",
      message: "Processing took longer than {deadlineSec, number} s and was stopped.",
      details: z.object({ deadlineSec: z.number() }),
      remedy: { action: "shrink", actor: "client", text: "Create a new order with less in it." },
      ...final,
    },
    USAGE_LIMIT_EXCEEDED: {
      kind: "quota_exceeded",
      status: 400,
      when: "The plan's orders of this month are used up, or one order asks for more than the plan allows to one.",
      message:
        "The plan {planId} allows {scope, select, orders_per_month {{limit, plural, one {# order} other {# orders}} a month} other {{limit, number} at most in one order}}.",
      details: z.object({
        scope: z.enum(["orders_per_month", "quantity_per_order"]),
        planId: z.string(),
        limit: z.number(),
        used: z.number(),
        requested: z.number(),
        /** When a new month begins; left out where waiting does not help. */
        resetsAt: z.iso.datetime().optional(),
      }),
    },
    USAGE_NOT_ENOUGH: {
      kind: "insufficient_credits",
      status: 400,
      when: "The order needs more units than are left of this month's.",
      message:
        "The order needs {required, plural, one {# unit} other {# units}}; {current, plural, =0 {none is left} one {# is left} other {# are left}} this month.",
      details: z.object({ required: z.number(), current: z.number(), resetsAt: z.iso.datetime() }),
      remedy: {
        action: "upgrade_plan",
        actor: "account_owner",
        text: "Change to a larger plan, or wait for the month.",
      },
    },
    PLAN_NOT_FOUND: {
      kind: "not_found",
      when: "No plan on sale has the id.",
      message: "Plan not found.",
      masks: ["an id that never existed", "a plan that is no longer sold"],
      remedy: { action: "check_id", actor: "developer", text: "Choose one of `GET /v1/plans`." },
    },
    WEBHOOK_NOT_FOUND: {
      kind: "not_found",
      when: "No webhook of this account has the id.",
      message: "Webhook not found.",
      masks: ["a webhook of another account", "an id that never existed", "a deleted webhook"],
    },
    RATE_LIMIT_EXCEEDED: {
      kind: "rate_limited",
      when: "The user sent more than 120 requests within a minute.",
      message: "Too many requests. Try again in {retryAfterSec, number} s.",
      details: z.object({ limit: z.number(), windowSec: z.number(), retryAfterSec: z.number() }),
      limitScope: "credential",
    },
    SERVER_INTERNAL_ERROR: {
      kind: "internal",
      when: "Something failed on our side; nothing was charged.",
      message: "Unexpected server error. Try again later.",
    },
  },
  operations: {
    "GET /v1/account": [],
    "PUT /v1/account/plan": ["PLAN_NOT_FOUND"],
    "GET /v1/plans": [],
    "GET /v1/plans/{planId}": ["PLAN_NOT_FOUND"],
    "POST /v1/tokens": [],
    "DELETE /v1/tokens": [],
    "GET /v1/orders": [],
    "POST /v1/orders": {
      idempotencyKey: true,
      errors: ["VALIDATION_IDEMPOTENCY_KEY_INVALID", "ORDER_TYPE_NOT_MATCH", "USAGE_LIMIT_EXCEEDED"],
    },
    "GET /v1/orders/{orderId}": order,
    "PATCH /v1/orders/{orderId}": [...order, ...notPending, "ORDER_TYPE_NOT_MATCH", "USAGE_LIMIT_EXCEEDED"],
    "POST /v1/orders/{orderId}/file": [...order, ...notPending, "ORDER_TYPE_NOT_MATCH"],
    "POST /v1/orders/{orderId}/confirm": [
      ...order,
      ...ended,
      "ORDER_ALREADY_COMPLETED",
      "ORDER_ALREADY_CONFIRMED",
      "ORDER_FILE_NOT_UPLOADED",
      "ORDER_TYPE_NOT_MATCH",
      "USAGE_LIMIT_EXCEEDED",
      "USAGE_NOT_ENOUGH",
    ],
    "POST /v1/orders/{orderId}/cancel": [...order, ...ended, "ORDER_ALREADY_COMPLETED"],
    "GET /v1/orders/{orderId}/report": [...order, ...ended, "ORDER_NOT_COMPLETED"],
    "GET /v1/orders/{orderId}/download": [...order, ...ended, "ORDER_NOT_COMPLETED", "ORDER_TYPE_CANT_DOWNLOAD"],
    "GET /v1/webhooks": [],
    "POST /v1/webhooks": [],
    "GET /v1/webhooks/{webhookId}": ["WEBHOOK_NOT_FOUND"],
    "DELETE /v1/webhooks/{webhookId}": ["WEBHOOK_NOT_FOUND"],
    "POST /v1/webhooks/{webhookId}/rotate": ["WEBHOOK_NOT_FOUND"],
    "POST /v1/webhooks/{webhookId}/test": ["WEBHOOK_NOT_FOUND"],
    "GET /v1/webhooks/{webhookId}/deliveries": ["WEBHOOK_NOT_FOUND"],
    "POST /v1/webhooks/{webhookId}/deliveries/{deliveryId}/replay": ["WEBHOOK_NOT_FOUND"],
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
  // Who calls, how often, what for; then which order, and whose; then its type and state; then what was sent; then what it costs.
  precedence: [
    "AUTH_NOT_AUTHENTICATED",
    "AUTH_TOKEN_INVALID_FORMAT",
    "AUTH_TOKEN_INVALID",
    "AUTH_TOKEN_EXPIRED",
    "RATE_LIMIT_EXCEEDED",
    "AUTH_FORBIDDEN",
    "INVALID_PARAMETER",
    "VALIDATION_IDEMPOTENCY_KEY_INVALID",
    "ORDER_NOT_FOUND",
    "WEBHOOK_NOT_FOUND",
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
    "PLAN_NOT_FOUND",
    "ORDER_TYPE_NOT_MATCH",
    "USAGE_LIMIT_EXCEEDED",
    "USAGE_NOT_ENOUGH",
    "SERVER_INTERNAL_ERROR",
  ],
  locales: translations,
  conditions: {
    invalid_request: "VALIDATION_FAILED",
    malformed_body: "VALIDATION_FAILED",
    internal: "SERVER_INTERNAL_ERROR",
  },
});
