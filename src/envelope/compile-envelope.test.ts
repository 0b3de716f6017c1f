import fc from "fast-check";
import { describe, it } from "vitest";
import type { Json } from "../contract/index.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import {
  isObject,
  isPresent,
  nullToUndefined,
  roundTripCheck,
  type SampleError,
  sampleErrors,
  text,
} from "./testing/round-trip.ts";

interface TemplateCase {
  readonly title: string;
  readonly template: Json;
  readonly details?: fc.Arbitrary<unknown>;
  readonly body: (error: SampleError) => unknown;
  /** The parsed error, without status, code and message. */
  readonly parsed: (error: SampleError) => Record<string, unknown>;
}

const fieldErrors = fc.array(
  fc.record({ field: text, message: text, code: text }, { requiredKeys: ["field", "message"] }),
);
const cases: readonly TemplateCase[] = [
  {
    title: "spread members, which declared members override",
    template: { "...": "$details", code: "$code", text: "$message" },
    body: ({ entry, message, details }) => {
      const { code: _, text: __, ...others } = isObject(details) ? details : {};
      return { ...others, code: entry.code, text: message };
    },
    parsed: ({ details }) => {
      const { code: _, text: __, ...others } = isObject(details) ? details : {};
      return { details: Object.keys(others).length > 0 ? others : undefined };
    },
  },
  {
    title: "a list with one item per element of the details",
    template: {
      code: "$code",
      message: "$message",
      errors: {
        $each: "$details",
        $item: { loc: ["body", "$item.field"], msg: "$item.message", type: "$item.code?", in: "body" },
      },
    },
    details: fieldErrors,
    body: ({ entry, message, details }) => ({
      code: entry.code,
      message,
      errors:
        details?.map((item: any) => ({ loc: ["body", item.field], msg: item.message, type: item.code, in: "body" })) ??
        null,
    }),
    parsed: ({ details }) => ({
      details: details?.map(({ field, message, code }: any) => ({ field, message, code })),
    }),
  },
  {
    title: "a list with one item per element of a list in the details, beside other members",
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
    body: ({ entry, message, details }) => ({
      code: entry.code,
      message,
      wait: details?.retry?.afterSec,
      errors: details?.errors?.map((item: any) => ({ at: item.field, ...item })),
    }),
    parsed: ({ details }) => ({
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
    title: "escaped dollar signs, a status as a string, nulls and an nullToUndefined object",
    template: {
      $$schema: "$$code",
      status: "$status:string",
      id: "$requestId",
      error: { kind: "$kind", grpc: "$grpc", code: "$code", message: "$message", page: "$docsUrl", title: "$title" },
      data: { $when: "$details", value: "$details" },
    },
    body: ({ entry, message, details, requestId }) => ({
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
      data: isPresent(details) ? { value: details } : undefined,
    }),
    parsed: ({ entry, details, requestId }) => ({
      kind: entry.kind,
      title: entry.title,
      details: nullToUndefined(details),
      docsUrl: entry.docsUrl,
      requestId,
    }),
  },
  {
    title: "nullToUndefined members before required ones",
    template: { id: "$requestId?", meta: { help: "$docsUrl?", details: "$details?" }, code: "$code", text: "$message" },
    body: ({ entry, message, details, requestId }) => ({
      id: requestId,
      meta: { help: entry.docsUrl, details: nullToUndefined(details) },
      code: entry.code,
      text: message,
    }),
    parsed: ({ entry, details, requestId }) => ({
      details: nullToUndefined(details),
      docsUrl: entry.docsUrl,
      requestId,
    }),
  },
  {
    title: "the members of JSON:API",
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
    body: ({ entry, message, details, requestId }) => ({
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
    parsed: ({ entry, details, requestId }) => ({
      title: entry.title,
      details,
      param: details?.param,
      docsUrl: entry.docsUrl,
      requestId,
    }),
  },
];

describe.each(cases)("a template with $title", ({ title, template, details, body, parsed }) => {
  const envelope = compileEnvelope(template, { name: title, api: "shop" });

  it("parses every error that it renders, renders the bytes of JSON.stringify, and fits its schema", () => {
    const expectedError = (error: SampleError): unknown => {
      const { kind, title: errorTitle, details: errorDetails, ...others } = parsed(error);
      return {
        status: error.entry.status,
        code: error.entry.code,
        kind,
        title: errorTitle,
        message: error.message,
        details: errorDetails,
        ...others,
      };
    };
    fc.assert(fc.property(sampleErrors(details), roundTripCheck(envelope, body, expectedError)), { numRuns: 200 });
  });
});
