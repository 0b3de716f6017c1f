import type { Json } from "../contract/index.ts";

/** Kinds that mean a credential is missing or no longer good, as Stripe-like envelopes name them. */
const authentication = {
  unauthenticated: "authentication_error",
  invalid_credential: "authentication_error",
  expired_credential: "authentication_error",
};

const permission = {
  permission_denied: "permission_error",
  feature_not_entitled: "permission_error",
};

/** Kinds that are the API's own failure. */
const api = {
  timeout: "api_error",
  internal: "api_error",
  not_implemented: "api_error",
  dependency_failed: "api_error",
  unavailable: "api_error",
};

/** What stands beside the address of a code's page. */
const helpText = '$ignored="What the error means and what to do"';

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

/** The envelopes that a contract can name without declaring them; each is a declaration like any other. */
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
    $kindNames: { "*": "invalid_request_error", ...authentication, ...permission, ...api },
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
      "*": "invalid_request_error",
      ...authentication,
      ...permission,
      ...api,
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
  "aws-json": {
    $mediaType: "application/x-amz-json-1.0",
    $failure: { __type: "$code:shape", message: "$message?", "...details": "$details" },
  },
};
