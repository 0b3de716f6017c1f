import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BuiltInEnvelope } from "./built-in-envelopes.ts";
import { builtInEnvelopes } from "./built-in-envelopes.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import type { EnvelopeFields } from "./template/index.ts";
import { expectedBodies, expectedFields } from "./testing/built-in-references.ts";
import {
  entries,
  expectValid,
  getOwn,
  hostile,
  isObject,
  isPresent,
  longStrings,
  nullToUndefined,
  roundTripCheck,
  type SampleError,
  sampleErrors,
} from "./testing/round-trip.ts";

/** Envelopes that cannot distinguish absent details from empty ones. */
const dropsEmptyDetails: readonly string[] = [
  ...["nested", "problem+json", "json-api", "graphql", "kubernetes", "odata", "aws-json"],
];

function restrictTo(
  fields: EnvelopeFields,
  { entry, message, details, requestId }: SampleError,
  dropsEmpty: boolean,
): unknown {
  const paths = fields.details === "all" ? [] : fields.details;
  const members = paths.filter((path) => isPresent(getOwn(details, path))).map((path) => [path, getOwn(details, path)]);
  const kept = fields.details === "all" ? details : members.length > 0 ? Object.fromEntries(members) : undefined;
  const isEmpty = isObject(kept) && Object.keys(kept).length === 0;
  const param = getOwn(details, "param");
  return {
    status: entry.status,
    code: fields.code ? entry.code : undefined,
    kind: fields.kinds.includes(entry.kind) ? entry.kind : undefined,
    title: fields.title ? entry.title : undefined,
    message: fields.message ? message : undefined,
    details: dropsEmpty && isEmpty ? undefined : nullToUndefined(kept),
    param: fields.param && typeof param === "string" ? param : undefined,
    docsUrl: fields.docsUrl ? entry.docsUrl : undefined,
    requestId: fields.requestId ? requestId : undefined,
  };
}

function wellFormed(value: any): any {
  if (typeof value === "string") return (value as any).toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [[wellFormed(key), wellFormed(member)]],
    ),
  );
}

describe.each(Object.keys(builtInEnvelopes) as BuiltInEnvelope[])("built-in envelope %s", (name) => {
  const envelope = compileEnvelope(name, { name, api: "shop" });

  it("preserves the documented fields", () => {
    expect(envelope.fields).toEqual(expectedFields[name]);
  });

  it("parses every error that it renders, renders the bytes of JSON.stringify, and fits its schema", () => {
    const expectedError = (error: SampleError): unknown => {
      // Protocol Buffers are UTF-8, which has no unpaired surrogates.
      const sent = name === "connect" ? { ...error, ...wellFormed({ ...error, entry: undefined }) } : error;
      return restrictTo(expectedFields[name], { ...sent, message: error.message }, dropsEmptyDetails.includes(name));
    };
    const check = roundTripCheck(envelope, expectedBodies[name], expectedError);
    fc.assert(fc.property(sampleErrors(), check), { numRuns: 200 });
    for (const message of [...hostile, ...longStrings])
      for (const details of [undefined, { [message]: message }, [message], message])
        check({ entry: entries[0]!, message, details, requestId: message });
  });

  it("parses its getOwn example, which fits its schema", () => {
    for (const entry of entries) {
      const example = JSON.stringify(envelope.example(entry));
      expectValid(envelope, entry, example);
      expect(envelope.parse(entry.status, example)?.message).toBe(entry.message);
    }
  });
});
