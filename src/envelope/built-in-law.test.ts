import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kind } from "../contract/index.ts";
import type { BuiltInEnvelope } from "./built-in-envelopes.ts";
import { builtInEnvelopes } from "./built-in-envelopes.ts";
import type { Carries } from "./carries.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import {
  entries,
  expectValid,
  holds,
  hostile,
  isObject,
  optional,
  own,
  type Thrown,
  there,
  thrown,
} from "./testing/law.ts";

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
const problemMembers = ["type", "title", "status", "detail", "instance", "code", "details", "request_id"];
const spreadable = (details: unknown): boolean =>
  isObject(details) && !Object.keys(details).some((name) => problemMembers.includes(name));
const textMap = (details: unknown): any =>
  isObject(details)
    ? Object.fromEntries(
        Object.entries(details)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
      )
    : undefined;

/** What each built-in envelope must look like, written by hand. */
const references: Record<BuiltInEnvelope, (error: Thrown) => unknown> = {
  "success-error": ({ entry, message, details }) => ({
    success: false,
    error: { code: entry.code, message, details: optional(details) },
  }),
  "status-data-error": ({ entry, message }) => ({ status: "error", data: null, error: { code: entry.code, message } }),
  nested: ({ entry, message, details, requestId }) => ({
    error: { code: entry.code, message, details: details ?? {} },
    request_id: requestId,
  }),
  flat: ({ entry, message, details, requestId }) => ({
    code: entry.code,
    message,
    details: optional(details),
    requestId,
  }),
  fastapi: ({ message }) => ({ detail: message }),
  "fastapi-structured": ({ entry, message, details }) => ({
    detail: { code: entry.code, message, field: optional(own(details, "field")) },
  }),
  "typed-error": ({ entry, message, details }) => ({
    error: { type: typeOf(entry.kind), code: entry.code, message, param: optional(own(details, "param")) },
  }),
  stripe: ({ entry, message, details }) => ({
    error: {
      type: stripeTypeOf(entry.kind),
      code: entry.code,
      message,
      param: optional(own(details, "param")),
      doc_url: entry.docsUrl,
    },
  }),
  "problem+json": ({ entry, message, details, requestId }) => ({
    type: entry.docsUrl ?? "about:blank",
    title: entry.title,
    status: entry.status,
    detail: message,
    code: entry.code,
    ...(spreadable(details) ? details : { details: optional(details) }),
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
        there(details) && { "@type": "type.googleapis.com/google.protobuf.Value", value: details },
        there(requestId) && { "@type": "type.googleapis.com/google.rpc.RequestInfo", requestId },
        there(entry.docsUrl) && {
          "@type": "type.googleapis.com/google.rpc.Help",
          links: [{ description: "What the error means and what to do", url: entry.docsUrl }],
        },
      ].filter(Boolean),
    },
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
const carried: Record<BuiltInEnvelope, Carries> = {
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
};

/** Where no details and details without any member look the same. */
const emptyIsAbsent: readonly string[] = ["nested", "problem+json"];

function restricted({ entry, message, details, requestId }: Thrown, carries: Carries, dropsEmpty: boolean): unknown {
  const paths = carries.details === "all" ? [] : carries.details;
  const members = paths.filter((path) => there(own(details, path))).map((path) => [path, own(details, path)]);
  const kept = carries.details === "all" ? details : members.length > 0 ? Object.fromEntries(members) : undefined;
  const isEmpty = isObject(kept) && Object.keys(kept).length === 0;
  const param = own(details, "param");
  return {
    status: entry.status,
    code: carries.code ? entry.code : undefined,
    kind: carries.kinds.includes(entry.kind) ? entry.kind : undefined,
    title: carries.title ? entry.title : undefined,
    message: carries.message ? message : undefined,
    details: dropsEmpty && isEmpty ? undefined : optional(kept),
    param: carries.param && typeof param === "string" ? param : undefined,
    docsUrl: carries.docsUrl ? entry.docsUrl : undefined,
    requestId: carries.requestId ? requestId : undefined,
  };
}

describe.each(Object.keys(builtInEnvelopes) as BuiltInEnvelope[])("the built-in envelope %s", (name) => {
  const envelope = compileEnvelope(name, { name, api: "shop" });

  it("carries what its page says", () => {
    expect(envelope.carries).toEqual(carried[name]);
  });

  it("gives back every error that it renders, whose bytes are JSON.stringify's, and which fits its schema", () => {
    const expected = (error: Thrown): unknown => restricted(error, carried[name], emptyIsAbsent.includes(name));
    fc.assert(fc.property(thrown(), holds(envelope, references[name], expected)), { numRuns: 200 });
    for (const message of hostile)
      for (const details of [undefined, { [message]: message }, [message], message])
        holds(envelope, references[name], expected)({ entry: entries[0]!, message, details, requestId: message });
  });

  it("documents an example that fits its schema and that it reads itself", () => {
    for (const entry of entries) {
      const example = JSON.stringify(envelope.example(entry));
      expectValid(envelope, entry, example);
      expect(envelope.parse(entry.status, example)?.message).toBe(entry.message);
    }
  });
});
