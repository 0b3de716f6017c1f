import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, ErrorDefinition, Json, Kind } from "../contract/index.ts";
import { contract, kinds } from "../contract/index.ts";
import type { BuiltInEnvelope } from "./built-in-envelopes.ts";
import { builtInEnvelopes } from "./built-in-envelopes.ts";
import type { Carries } from "./carries.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import type { Envelope } from "./envelope.ts";

/** One code of every kind, each with details of any shape; every second one has a page. */
const api = contract({
  name: "shop",
  version: "1.0.0",
  errors: Object.fromEntries(
    (Object.keys(kinds) as Kind[]).map((kind, index): [string, ErrorDefinition] => [
      kind.toUpperCase(),
      {
        kind,
        when: "It happens.",
        message: "It happened.",
        details: {},
        ...(index % 2 === 0 ? { docsUrl: `https://docs.example.com/errors/${kind}` } : {}),
      },
    ]),
  ),
});
const entries = [...api.entries.values()].filter((entry) => entry.details !== undefined);

interface Thrown {
  readonly entry: Entry;
  readonly message: string;
  readonly details?: any;
  readonly requestId?: string;
}

const hostile = [
  "",
  '"',
  "\\",
  '","code":"OTHER"}',
  "\u0000\u0007\u001f\u007f",
  "\ud800",
  "x\udc00y",
  "😀",
  "\u2028\u2029",
  "__proto__",
  "$code",
  "$$code",
  "</script>",
  "\r\n",
  "null",
  "x".repeat(65_536),
  '\u0001"'.repeat(32_768),
];
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);
const names = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "code",
  "type",
  "details",
  "errors",
  "field",
  "param",
  "status",
  "0",
  "10",
  "-1",
];
const key = fc.oneof(fc.constantFrom(...names), fc.string(), text);
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    text,
    fc.double(),
    fc.constantFrom(null, true, false, 0, -0, 1e300),
    fc.array(tie("json"), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie("json")), { maxLength: 4 })
      .map((members) => Object.fromEntries(members as [string, unknown][])),
  ),
}));
const thrown = (details: fc.Arbitrary<unknown> = json): fc.Arbitrary<Thrown> =>
  fc.record(
    { entry: fc.constantFrom(...entries), message: text, details, requestId: text },
    { requiredKeys: ["entry", "message"] },
  ) as fc.Arbitrary<Thrown>;

/** Members whose value is undefined are not there, as in JSON. */
const there = (value: unknown): boolean => value !== undefined && value !== null;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const own = (value: unknown, name: string): any => (isObject(value) && Object.hasOwn(value, name) ? value[name] : null);
const throughJson = (value: unknown): any => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
const optional = (value: unknown): any => value ?? undefined;

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

const ajv = new Ajv2020({ strict: false });
const validators = new Map<string, ValidateFunction>();
function expectValid(envelope: Envelope, entry: Entry | undefined, body: string): void {
  const name = `${envelope.name} ${entry?.code ?? ""}`;
  const validate = validators.get(name) ?? ajv.compile(envelope.schema(entry));
  validators.set(name, validate);
  validate(JSON.parse(body));
  expect(validate.errors, `${name} ${body.slice(0, 200)}`).toBeNull();
}

function holds(envelope: Envelope, reference: (error: Thrown) => unknown, expected: (error: Thrown) => unknown) {
  return (error: Thrown): void => {
    const { entry, ...facts } = error;
    const body = envelope.renderer(entry)(facts);
    const sent = { ...error, details: throughJson(error.details) };
    expect(body).toBe(JSON.stringify(reference(sent)));
    // Compared as text, so that an own member named __proto__ counts.
    expect(JSON.stringify(envelope.parse(entry.status, body))).toBe(JSON.stringify(expected(sent)));
    expectValid(envelope, entry, body);
    expectValid(envelope, undefined, body);
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

interface Custom {
  readonly title: string;
  readonly template: Json;
  readonly details?: fc.Arbitrary<unknown>;
  readonly reference: (error: Thrown) => unknown;
  /** What comes back, beside status, code and message. */
  readonly expected: (error: Thrown) => Record<string, unknown>;
}

const fieldErrors = fc.array(
  fc.record({ field: text, message: text, code: text }, { requiredKeys: ["field", "message"] }),
);
const customs: readonly Custom[] = [
  {
    title: "spread members, of which declared ones win",
    template: { "...": "$details", code: "$code", text: "$message" },
    reference: ({ entry, message, details }) => {
      const { code: _, text: __, ...others } = isObject(details) ? details : {};
      return { ...others, code: entry.code, text: message };
    },
    expected: ({ details }) => {
      const { code: _, text: __, ...others } = isObject(details) ? details : {};
      return { details: Object.keys(others).length > 0 ? others : undefined };
    },
  },
  {
    title: "a list repeated over details that are a list",
    template: {
      code: "$code",
      message: "$message",
      errors: {
        $each: "$details",
        $item: { loc: ["body", "$item.field"], msg: "$item.message", type: "$item.code?", in: "body" },
      },
    },
    details: fieldErrors,
    reference: ({ entry, message, details }) => ({
      code: entry.code,
      message,
      errors:
        details?.map((item: any) => ({ loc: ["body", item.field], msg: item.message, type: item.code, in: "body" })) ??
        null,
    }),
    expected: ({ details }) => ({
      details: details?.map(({ field, message, code }: any) => ({ field, message, code })),
    }),
  },
  {
    title: "a list repeated over a list in the details, with other members beside it",
    template: {
      code: "$code",
      message: "$message",
      wait: "$details.retry.afterSec?",
      errors: { $each: "$details.errors?", $item: { at: "$item.field", "...": "$item" } },
    },
    details: fc.record(
      { errors: fieldErrors, retry: fc.record({ afterSec: fc.nat() }) },
      { requiredKeys: [] },
    ) as fc.Arbitrary<unknown>,
    reference: ({ entry, message, details }) => ({
      code: entry.code,
      message,
      wait: details?.retry?.afterSec,
      errors: details?.errors?.map((item: any) => ({ at: item.field, ...item })),
    }),
    expected: ({ details }) => ({
      details:
        details?.retry === undefined && details?.errors === undefined
          ? undefined
          : {
              errors: details.errors?.map(({ field, message, code }: any) => ({ field, message, code })),
              retry: details.retry,
            },
    }),
  },
  {
    title: "strings that begin with a dollar, a status as string, nulls, and an object that comes and goes",
    template: {
      $$schema: "$$code",
      status: "$status:string",
      id: "$requestId",
      error: { kind: "$kind", grpc: "$grpc", code: "$code", message: "$message", page: "$docsUrl", title: "$title" },
      data: { $when: "$details", value: "$details" },
    },
    reference: ({ entry, message, details, requestId }) => ({
      $schema: "$code",
      status: String(entry.status),
      id: requestId ?? null,
      error: {
        kind: entry.kind,
        grpc: entry.grpc,
        code: entry.code,
        message,
        page: entry.docsUrl ?? null,
        title: entry.title,
      },
      data: there(details) ? { value: details } : undefined,
    }),
    expected: ({ entry, details, requestId }) => ({
      kind: entry.kind,
      title: entry.title,
      details: optional(details),
      docsUrl: entry.docsUrl,
      requestId,
    }),
  },
  {
    title: "members that may be left out before those that may not",
    template: { id: "$requestId?", meta: { help: "$docsUrl?", details: "$details?" }, code: "$code", text: "$message" },
    reference: ({ entry, message, details, requestId }) => ({
      id: requestId,
      meta: { help: entry.docsUrl, details: optional(details) },
      code: entry.code,
      text: message,
    }),
    expected: ({ entry, details, requestId }) => ({ details: optional(details), docsUrl: entry.docsUrl, requestId }),
  },
  {
    title: "JSON:API",
    template: {
      $mediaType: "application/vnd.api+json",
      $failure: {
        errors: [
          {
            id: "$requestId?",
            links: { $when: "$docsUrl", about: "$docsUrl" },
            status: "$status:string",
            code: "$code",
            title: "$title",
            detail: "$message",
            source: { $when: "$param", parameter: "$param" },
            meta: "$details?",
          },
        ],
      },
    },
    details: fc.record({ param: text, limit: fc.nat() }, { requiredKeys: ["limit"] }),
    reference: ({ entry, message, details, requestId }) => ({
      errors: [
        {
          id: requestId,
          links: entry.docsUrl === undefined ? undefined : { about: entry.docsUrl },
          status: String(entry.status),
          code: entry.code,
          title: entry.title,
          detail: message,
          source: details?.param === undefined ? undefined : { parameter: details.param },
          meta: details,
        },
      ],
    }),
    expected: ({ entry, details, requestId }) => ({
      title: entry.title,
      details,
      param: details?.param,
      docsUrl: entry.docsUrl,
      requestId,
    }),
  },
];

describe.each(customs)("a template with $title", ({ title, template, details, reference, expected }) => {
  const envelope = compileEnvelope(template, { name: title, api: "shop" });

  it("gives back every error that it renders, whose bytes are JSON.stringify's, and which fits its schema", () => {
    const wire = (error: Thrown): unknown => {
      const { kind, title: name, details: facts, ...others } = expected(error);
      return {
        status: error.entry.status,
        code: error.entry.code,
        kind,
        title: name,
        message: error.message,
        details: facts,
        ...others,
      };
    };
    fc.assert(fc.property(thrown(details), holds(envelope, reference, wire)), { numRuns: 200 });
  });
});
