import fc from "fast-check";
import { describe, it } from "vitest";
import type { Json } from "../contract/index.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import { holds, isObject, optional, type Thrown, text, there, thrown } from "./testing/law.ts";

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
