import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BuiltInEnvelope } from "./built-in-envelopes.ts";
import { builtInEnvelopes } from "./built-in-envelopes.ts";
import type { Carries } from "./carries.ts";
import { compileEnvelope } from "./compile-envelope.ts";
import { carried, references } from "./testing/built-in-references.ts";
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

/** Where no details and details without any member look the same. */
const emptyIsAbsent: readonly string[] = [
  ...["nested", "problem+json", "json-api", "graphql", "kubernetes", "odata", "aws-json"],
];

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

describe.each(Object.keys(builtInEnvelopes) as BuiltInEnvelope[])("the built-in envelope %s", (name) => {
  const envelope = compileEnvelope(name, { name, api: "shop" });

  it("carries what its page says", () => {
    expect(envelope.carries).toEqual(carried[name]);
  });

  it("gives back every error that it renders, whose bytes are JSON.stringify's, and which fits its schema", () => {
    const expected = (error: Thrown): unknown => {
      // Protocol Buffers hold UTF-8, which has no halves of surrogate pairs.
      const sent = name === "connect" ? { ...error, ...wellFormed({ ...error, entry: undefined }) } : error;
      return restricted({ ...sent, message: error.message }, carried[name], emptyIsAbsent.includes(name));
    };
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
