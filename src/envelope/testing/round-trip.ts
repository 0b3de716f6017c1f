import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect } from "vitest";
import type { Entry, ErrorDefinition, Kind } from "../../contract/index.ts";
import { contract, kinds } from "../../contract/index.ts";
import type { Envelope } from "../envelope.ts";

/** A contract with one code of every kind and details of any shape. Every other code has a docsUrl. */
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
/** The declared codes, without those of unmapped conditions. */
export const entries: readonly Entry[] = [...api.entries.values()].filter((entry) => entry.condition === undefined);

/** One error to render and parse. */
export interface SampleError {
  readonly entry: Entry;
  readonly message: string;
  readonly details?: any;
  readonly requestId?: string;
}

/** Strings that JSON serialisers often get wrong. */
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
];
/** Long strings are slow, so random data does not contain them. */
export const longStrings: readonly string[] = ["x".repeat(65_536), '\u0001"'.repeat(32_768)];
/** Random text in which hostile strings are frequent. */
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
/** Generates errors of every code. */
export const sampleErrors = (details: fc.Arbitrary<unknown> = json): fc.Arbitrary<SampleError> =>
  fc.record(
    { entry: fc.constantFrom(...entries), message: text, details, requestId: text },
    { requiredKeys: ["entry", "message"] },
  ) as fc.Arbitrary<SampleError>;

export const isPresent = (value: unknown): boolean => value !== undefined && value !== null;
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const getOwn = (value: unknown, name: string): any =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : null;
const jsonRoundTrip = (value: unknown): any => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
/** Turns null into undefined, which JSON omits. */
export const nullToUndefined = (value: unknown): any => value ?? undefined;

const ajv = new Ajv2020({ strict: false });
const validators = new Map<string, ValidateFunction>();
/** Expects a body to fit the JSON Schema of a code, or of any code. */
export function expectValid(envelope: Envelope, entry: Entry | undefined, body: string): void {
  const name = `${envelope.name} ${entry?.code ?? ""}`;
  const validate = validators.get(name) ?? ajv.compile(envelope.schema(entry));
  validators.set(name, validate);
  validate(JSON.parse(body));
  expect(validate.errors, `${name} ${body.slice(0, 200)}`).toBeNull();
}

/** Expects an error to be rendered as `expectedBody`, byte for byte, parsed as `expectedError`, and to fit its schemas. */
export function roundTripCheck(
  envelope: Envelope,
  expectedBody: (error: SampleError) => unknown,
  expectedError: (error: SampleError) => unknown,
) {
  return (error: SampleError): void => {
    const { entry, ...values } = error;
    const body = envelope.renderer(entry)(values);
    const sent = { ...error, details: jsonRoundTrip(error.details) };
    expect(body).toBe(JSON.stringify(expectedBody(sent)));
    // Compared as text, so that an getOwn member named __proto__ is not ignored.
    expect(JSON.stringify(envelope.parse(entry.status, body))).toBe(JSON.stringify(expectedError(sent)));
    expectValid(envelope, entry, body);
    expectValid(envelope, undefined, body);
  };
}
