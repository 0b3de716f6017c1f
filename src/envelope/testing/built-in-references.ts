import type { Kind } from "../../contract/index.ts";
import type { BuiltInEnvelope } from "../built-in-envelopes.ts";
import type { EnvelopeFields } from "../template/index.ts";
import { base64, bytes, jsonValue } from "./protobuf-bytes.ts";
import { getOwn, isObject, isPresent, nullToUndefined, type SampleError } from "./round-trip.ts";

const authentication: readonly Kind[] = ["unauthenticated", "invalid_credential", "expired_credential"];
const permission: readonly Kind[] = ["permission_denied", "feature_not_entitled"];
const failure: readonly Kind[] = ["timeout", "internal", "not_implemented", "dependency_failed", "unavailable"];
const typeOf = (kind: Kind): string => {
  if (authentication.includes(kind)) return "authentication_error";
  if (permission.includes(kind)) return "permission_error";
  return failure.includes(kind) ? "api_error" : "invalid_request_error";
};
const stripeTypeOf = (kind: Kind): string => {
  if (kind === "rate_limited") return "rate_limit_error";
  return kind === "idempotency_key_invalid" ? "idempotency_error" : typeOf(kind);
};
/** Spreads details beside members of these names. Details that clash become one member, `details`. */
const spread = (details: unknown, names: readonly string[]): object =>
  isObject(details) && !Object.keys(details).some((name) => names.includes(name))
    ? details
    : { details: nullToUndefined(details) };
const textMap = (details: unknown): any =>
  isObject(details)
    ? Object.fromEntries(
        Object.entries(details)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
      )
    : undefined;

/** The expected body of each built-in envelope, written by hand. */
export const expectedBodies: Record<BuiltInEnvelope, (error: SampleError) => unknown> = {
  "success-error": ({ entry, message, details }) => ({
    success: false,
    error: { code: entry.code, message, details: nullToUndefined(details) },
  }),
  "status-data-error": ({ entry, message }) => ({ status: "error", data: null, error: { code: entry.code, message } }),
  nested: ({ entry, message, details, requestId }) => ({
    error: { code: entry.code, message, details: details ?? {} },
    request_id: requestId,
  }),
  flat: ({ entry, message, details, requestId }) => ({
    code: entry.code,
    message,
    details: nullToUndefined(details),
    requestId,
  }),
  fastapi: ({ message }) => ({ detail: message }),
  "fastapi-structured": ({ entry, message, details }) => ({
    detail: { code: entry.code, message, field: nullToUndefined(getOwn(details, "field")) },
  }),
  "typed-error": ({ entry, message, details }) => ({
    error: { type: typeOf(entry.kind), code: entry.code, message, param: nullToUndefined(getOwn(details, "param")) },
  }),
  stripe: ({ entry, message, details }) => ({
    error: {
      type: stripeTypeOf(entry.kind),
      code: entry.code,
      message,
      param: nullToUndefined(getOwn(details, "param")),
      doc_url: entry.docsUrl,
    },
  }),
  "problem+json": ({ entry, message, details, requestId }) => ({
    type: entry.docsUrl ?? "about:blank",
    title: entry.title,
    status: entry.status,
    detail: message,
    code: entry.code,
    ...spread(details, ["type", "title", "status", "detail", "instance", "code", "details", "request_id"]),
    request_id: requestId,
  }),
  "aip-193": ({ entry, message, details, requestId }) => ({
    error: {
      code: entry.status,
      message,
      status: entry.grpc,
      details: [
        {
          "@type": "type.googleapis.com/google.rpc.ErrorInfo",
          reason: entry.code,
          domain: "shop",
          metadata: textMap(details),
        },
        isPresent(details) && { "@type": "type.googleapis.com/google.protobuf.Value", value: details },
        isPresent(requestId) && { "@type": "type.googleapis.com/google.rpc.RequestInfo", requestId },
        isPresent(entry.docsUrl) && {
          "@type": "type.googleapis.com/google.rpc.Help",
          links: [{ description: "What the error means and what to do", url: entry.docsUrl }],
        },
      ].filter(Boolean),
    },
  }),
  "json-api": ({ entry, message, details, requestId }) => {
    const [pointer, parameter] = ["pointer", "param"].map((name) => nullToUndefined(getOwn(details, name)));
    return {
      errors: [
        {
          id: requestId,
          links: entry.docsUrl === undefined ? undefined : { about: entry.docsUrl },
          status: String(entry.status),
          code: entry.code,
          title: entry.title,
          detail: message,
          source: pointer === undefined && parameter === undefined ? undefined : { pointer, parameter },
          meta: isPresent(details) ? spread(details, ["details"]) : undefined,
        },
      ],
    };
  },
  graphql: ({ entry, message, details, requestId }) => ({
    errors: [
      { message, extensions: { code: entry.code, requestId, ...spread(details, ["code", "requestId", "details"]) } },
    ],
    data: null,
  }),
  connect: ({ entry, message, details, requestId }) => ({
    code: entry.grpc === "CANCELLED" ? "canceled" : entry.grpc.toLowerCase(),
    message,
    details: [
      {
        type: "google.rpc.ErrorInfo",
        value: base64(
          bytes(1, entry.code),
          bytes(2, "shop"),
          ...Object.entries(textMap(details) ?? {}).map(([key, text]) =>
            bytes(3, bytes(1, key), bytes(2, text as string)),
          ),
        ),
        debug: { reason: entry.code, domain: "shop", metadata: textMap(details) },
      },
      isPresent(details) && { type: "google.protobuf.Value", value: base64(jsonValue(details)), debug: details },
      isPresent(requestId) && {
        type: "google.rpc.RequestInfo",
        value: base64(bytes(1, requestId!)),
        debug: { requestId },
      },
      isPresent(entry.docsUrl) && {
        type: "google.rpc.Help",
        value: base64(bytes(1, bytes(1, "What the error means and what to do"), bytes(2, entry.docsUrl!))),
        debug: { links: [{ description: "What the error means and what to do", url: entry.docsUrl }] },
      },
    ].filter(Boolean),
  }),
  kubernetes: ({ entry, message, details }) => ({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: entry.code,
    details: isPresent(details) ? spread(details, ["details"]) : undefined,
    code: entry.status,
  }),
  odata: ({ entry, message, details, requestId }) => ({
    error: {
      code: entry.code,
      message,
      target: nullToUndefined(getOwn(details, "param")),
      details: Array.isArray(details)
        ? details.map((item) => ({
            code: getOwn(item, "code") ?? "invalid",
            target: nullToUndefined(getOwn(item, "field")),
            message: getOwn(item, "message") ?? "",
          }))
        : undefined,
      innererror:
        isPresent(details) || requestId !== undefined
          ? { "request-id": requestId, ...spread(details, ["request-id", "details"]) }
          : undefined,
    },
  }),
  "aws-json": ({ entry, message, details }) => ({
    __type: entry.code,
    message,
    ...spread(details, ["__type", "message", "details"]),
  }),
};

const codeAndMessage = {
  code: true,
  message: true,
  title: false,
  docsUrl: false,
  requestId: false,
  param: false,
  kinds: [],
};
/** The fields that each built-in envelope documents. */
export const expectedFields: Record<BuiltInEnvelope, EnvelopeFields> = {
  "success-error": { ...codeAndMessage, details: "all" },
  "status-data-error": { ...codeAndMessage, details: [] },
  nested: { ...codeAndMessage, details: "all", requestId: true },
  flat: { ...codeAndMessage, details: "all", requestId: true },
  fastapi: { ...codeAndMessage, code: false, details: [] },
  "fastapi-structured": { ...codeAndMessage, details: ["field"] },
  "typed-error": { ...codeAndMessage, param: true, details: ["param"] },
  stripe: {
    ...codeAndMessage,
    param: true,
    details: ["param"],
    docsUrl: true,
    kinds: ["rate_limited", "idempotency_key_invalid"],
  },
  "problem+json": { ...codeAndMessage, details: "all", title: true, docsUrl: true, requestId: true },
  "aip-193": { ...codeAndMessage, details: "all", docsUrl: true, requestId: true },
  "json-api": { ...codeAndMessage, details: "all", title: true, docsUrl: true, requestId: true, param: true },
  graphql: { ...codeAndMessage, details: "all", requestId: true },
  connect: { ...codeAndMessage, details: "all", docsUrl: true, requestId: true },
  kubernetes: { ...codeAndMessage, details: "all" },
  odata: { ...codeAndMessage, details: "all", requestId: true, param: true },
  "aws-json": { ...codeAndMessage, details: "all" },
};
