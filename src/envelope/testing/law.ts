import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect } from "vitest";
import type { Entry, ErrorDefinition, Kind } from "../../contract/index.ts";
import { contract, kinds } from "../../contract/index.ts";
import type { Envelope } from "../envelope.ts";

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
/** The codes that errors are made of. */
export const entries: readonly Entry[] = [...api.entries.values()].filter((entry) => entry.condition === undefined);

export interface Thrown {
  readonly entry: Entry;
  readonly message: string;
  readonly details?: any;
  readonly requestId?: string;
}

/** Strings that writers of JSON get wrong. */
export const hostile: readonly string[] = [
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
/** Any text, hostile ones more often than chance would have it. */
export const text: fc.Arbitrary<string> = fc.oneof(
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
export const thrown = (details: fc.Arbitrary<unknown> = json): fc.Arbitrary<Thrown> =>
  fc.record(
    { entry: fc.constantFrom(...entries), message: text, details, requestId: text },
    { requiredKeys: ["entry", "message"] },
  ) as fc.Arbitrary<Thrown>;

/** Members whose value is undefined are not there, as in JSON. */
export const there = (value: unknown): boolean => value !== undefined && value !== null;
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const own = (value: unknown, name: string): any =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : null;
const throughJson = (value: unknown): any => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
export const optional = (value: unknown): any => value ?? undefined;

const ajv = new Ajv2020({ strict: false });
const validators = new Map<string, ValidateFunction>();
export function expectValid(envelope: Envelope, entry: Entry | undefined, body: string): void {
  const name = `${envelope.name} ${entry?.code ?? ""}`;
  const validate = validators.get(name) ?? ajv.compile(envelope.schema(entry));
  validators.set(name, validate);
  validate(JSON.parse(body));
  expect(validate.errors, `${name} ${body.slice(0, 200)}`).toBeNull();
}

export function holds(envelope: Envelope, reference: (error: Thrown) => unknown, expected: (error: Thrown) => unknown) {
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
