import type { Json } from "../contract/index.ts";

/** Name of a built-in envelope. */
export type BuiltInEnvelope =
  | "success-error"
  | "status-data-error"
  | "nested"
  | "flat"
  | "fastapi"
  | "fastapi-structured"
  | "typed-error"
  | "stripe"
  | "problem+json"
  | "aip-193"
  | "json-api"
  | "graphql"
  | "connect"
  | "kubernetes"
  | "odata"
  | "aws-json";

/** Names of the kinds in the `type` of Stripe-like envelopes. */
const errorTypes = {
  "*": "invalid_request_error",
  unauthenticated: "authentication_error",
  invalid_credential: "authentication_error",
  expired_credential: "authentication_error",
  permission_denied: "permission_error",
  feature_not_entitled: "permission_error",
  timeout: "api_error",
  internal: "api_error",
  not_implemented: "api_error",
  dependency_failed: "api_error",
  unavailable: "api_error",
};

/** Description of the link to a code's page in google.rpc.Help. */
const helpText = '$ignored="What the error means and what to do"';

/**
 * The declarations of the built-in envelopes, by name. A contract uses one by its name, or extends a copy.
 *
 * | name | body | fields besides code and message |
 * |---|---|---|
 * | `success-error` | `{success: false, error: {code, message, details?}}`; success `{success: true, data}` | details |
 * | `status-data-error` | `{status: "error", data: null, error: {code, message}}`; success `{status: "success", data, error: null}` | none |
 * | `nested` | `{error: {code, message, details or {}}, request_id?}` | details, request id |
 * | `flat` | `{code, message, details?, requestId?}` | details, request id |
 * | `fastapi` | `{detail: message}` | none, and no code |
 * | `fastapi-structured` | `{detail: {code, message, field?}}` | `details.field` |
 * | `typed-error` | `{error: {type, code, message, param?}}` with four types | param |
 * | `stripe` | `typed-error` with `doc_url?` and two more types | param, docs URL, two kinds |
 * | `problem+json` | RFC 9457; `code`, `request_id` and the details as extension members | details, title, docs URL, request id |
 * | `aip-193` | google.rpc.Status with ErrorInfo, google.protobuf.Value, RequestInfo and Help | details, docs URL, request id |
 * | `json-api` | `{errors: [{id?, links?, status, code, title, detail, source?, meta?}]}` | details, title, docs URL, param, request id |
 * | `graphql` | `{errors: [{message, extensions: {code, requestId?, …}}], data: null}` | details, request id |
 * | `connect` | `{code: "not_found", message, details: [{type, value, debug}]}` | details, docs URL, request id |
 * | `kubernetes` | `{kind: "Status", apiVersion: "v1", status: "Failure", message, reason, details?, code}` | details |
 * | `odata` | OData v4 and Azure: `{error: {code, message, target?, details?, innererror?}}` | details, param, request id |
 * | `aws-json` | `{__type, message, …}` | details |
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { builtInEnvelopes } from "errata/envelope";
 *
 * Object.keys(builtInEnvelopes); // ["success-error", "status-data-error", …]
 * contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   envelope: "nested",
 *   errors: { GONE: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 * });
 * ```
 */
export const builtInEnvelopes: Readonly<Record<BuiltInEnvelope, Json>> = {
  "success-error": {
    $failure: { success: false, error: { code: "$code", message: "$message", details: "$details?" } },
    $success: { success: true, data: "$data" },
  },
  "status-data-error": {
    $failure: { status: "error", data: null, error: { code: "$code", message: "$message" } },
    $success: { status: "success", data: "$data", error: null },
  },
  nested: {
    $failure: {
      error: { code: "$code", message: "$message", details: "$details={}" },
      request_id: "$requestId?",
    },
  },
  flat: { $failure: { code: "$code", message: "$message", details: "$details?", requestId: "$requestId?" } },
  fastapi: { $failure: { detail: "$message" } },
  "fastapi-structured": { $failure: { detail: { code: "$code", message: "$message", field: "$details.field?" } } },
  "typed-error": {
    $failure: { error: { type: "$kind", code: "$code", message: "$message", param: "$param?" } },
    $kindNames: errorTypes,
  },
  stripe: {
    $failure: {
      error: {
        type: "$kind",
        code: "$code",
        message: "$message",
        param: "$param?",
        doc_url: "$docsUrl?",
      },
    },
    $kindNames: {
      ...errorTypes,
      rate_limited: "rate_limit_error",
      idempotency_key_invalid: "idempotency_error",
    },
  },
  "problem+json": {
    $mediaType: "application/problem+json",
    $failure: {
      type: '$docsUrl="about:blank"',
      title: "$title?",
      status: "$status?",
      detail: "$message?",
      instance: "$ignored",
      code: "$code?",
      "...details": "$details",
      request_id: "$requestId?",
    },
  },
  // ErrorInfo.metadata holds only strings, so the exact details are sent as a google.protobuf.Value beside it.
  "aip-193": {
    $failure: {
      error: {
        code: "$status",
        message: "$message",
        status: "$grpc",
        details: [
          {
            $when: "$code",
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "$code",
            domain: "$api?",
            metadata: "$details:string?",
          },
          { $when: "$details", "@type": "type.googleapis.com/google.protobuf.Value", value: "$details" },
          {
            $when: "$requestId",
            "@type": "type.googleapis.com/google.rpc.RequestInfo",
            requestId: "$requestId",
          },
          {
            $when: "$docsUrl",
            "@type": "type.googleapis.com/google.rpc.Help",
            links: [{ description: helpText, url: "$docsUrl" }],
          },
        ],
      },
    },
  },
  // The parser reads the first of several errors.
  "json-api": {
    $mediaType: "application/vnd.api+json",
    $failure: {
      errors: [
        {
          id: "$requestId?",
          links: { $when: "$docsUrl", about: "$docsUrl" },
          status: "$status:string?",
          code: "$code?",
          title: "$title?",
          detail: "$message?",
          source: { $when: ["$details.pointer", "$param"], pointer: "$details.pointer?", parameter: "$param?" },
          meta: { $when: "$details", "...details": "$details" },
        },
      ],
    },
  },
  graphql: {
    $mediaType: "application/graphql-response+json",
    $failure: {
      errors: [
        {
          message: "$message",
          extensions: { code: "$code?", requestId: "$requestId?", "...details": "$details" },
        },
      ],
      data: "$ignored=null",
    },
  },
  // The messages of aip-193 in Connect's encoding. The parser reads `value`; clients must not depend on `debug`.
  // Protocol Buffers are UTF-8, so an unpaired surrogate becomes U+FFFD. A body without ErrorInfo is parsed without a code.
  connect: {
    $failure: {
      code: "$grpc:connect",
      message: "$message?",
      details: [
        {
          $when: "$code",
          type: "google.rpc.ErrorInfo",
          value: { $protobuf: { 1: "$code?", 2: "$api?", 3: "$details:string?" } },
          debug: { reason: "$code?", domain: "$api?", metadata: "$details:string?" },
        },
        {
          $when: "$details",
          type: "google.protobuf.Value",
          value: { $protobuf: "$details" },
          debug: "$details",
        },
        {
          $when: "$requestId",
          type: "google.rpc.RequestInfo",
          value: { $protobuf: { 1: "$requestId?" } },
          debug: { requestId: "$requestId?" },
        },
        {
          $when: "$docsUrl",
          type: "google.rpc.Help",
          value: { $protobuf: { 1: { 1: helpText, 2: "$docsUrl?" } } },
          debug: { links: [{ description: helpText, url: "$docsUrl?" }] },
        },
      ],
    },
  },
  // The code is the reason. client-go falls back to the HTTP status for a reason that it does not know.
  kubernetes: {
    $failure: {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "$message?",
      reason: "$code?",
      details: { $when: "$details", "...details": "$details" },
      code: "$status?",
    },
  },
  // Details that are a list of {code, field, message} become the details of the error; innererror repeats them unchanged.
  odata: {
    $failure: {
      error: {
        code: "$code",
        message: "$message",
        target: "$param?",
        details: {
          $each: "$details?",
          $item: { code: '$item.code="invalid"', target: "$item.field?", message: '$item.message=""' },
        },
        innererror: { $when: ["$details", "$requestId"], "request-id": "$requestId?", "...details": "$details" },
      },
    },
  },
  // AWS also sends the code in x-amzn-ErrorType and the request id in x-amzn-RequestId; neither is part of the body.
  "aws-json": {
    $mediaType: "application/x-amz-json-1.0",
    $failure: { __type: "$code:shape", message: "$message?", "...details": "$details" },
  },
};
