import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BuiltInEnvelope } from "../built-in-envelopes.ts";
import { builtInEnvelopes } from "../built-in-envelopes.ts";
import { compileEnvelope } from "../compile-envelope.ts";

const deep = 100_000;
const foreign: Readonly<Record<string, string>> = {
  "an empty body": "",
  whitespace: " \n",
  "an HTML page": "<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>",
  "plain text": "upstream connect error",
  "a truncated body": '{"success":false,"error":{"code":"INSUFF',
  null: "null",
  true: "true",
  "a number": "42",
  "a string": '"error"',
  "an empty list": "[]",
  "a list of errors": '[{"code":"X","message":"Y"}]',
  "an empty object": "{}",
  "a list nested 100 000 deep": "[".repeat(deep) + "]".repeat(deep),
  "an object nested 100 000 deep": `${'{"error":'.repeat(deep)}1${"}".repeat(deep)}`,
  "an own __proto__": '{"__proto__":{"code":"X","message":"Y","detail":"Z","title":"T"}}',
  "values of the wrong type": '{"success":false,"error":{"code":1,"message":["x"]},"title":1,"detail":2,"type":3}',
  "null values": '{"success":false,"error":{"code":null,"message":null},"code":null,"message":null,"detail":null}',
  "a successful response": '{"success":true,"data":{"code":"X"}}',
  "the default error of a framework": '{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}',
  "a list instead of an object": '{"success":false,"status":"error","error":[]}',
};

describe.each(Object.keys(builtInEnvelopes) as BuiltInEnvelope[])("the parser of %s", (name) => {
  const { parse } = compileEnvelope(name, { name });

  it.each(Object.keys(foreign))("returns undefined for %s", (body) => {
    expect(parse(502, foreign[body]!)).toBeUndefined();
  });

  it("never throws for any JSON or text, and returns only strings", () => {
    const inShape = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "medium" },
        fc.constantFrom(
          ...["", "X", null, 404, false, "error", "not_found", "Status", "v1", "Failure", "a#b:http://c", "CgIIPA"],
          ...["type.googleapis.com/google.rpc.ErrorInfo", "google.rpc.ErrorInfo", "google.protobuf.Value"],
        ),
        fc.array(tie("node"), { maxLength: 3 }),
        fc
          .array(
            fc.tuple(
              fc.constantFrom(
                ...["error", "code", "message", "details", "detail", "status", "type", "title", "param", "field"],
                ...["errors", "extensions", "meta", "source", "pointer", "details", "value", "debug", "kind", "reason"],
                ...["innererror", "target", "__type", "1", "$protobuf"],
                ...["success", "data", "@type", "reason", "metadata", "links", "url", "request_id", "__proto__"],
              ),
              tie("node"),
            ),
          )
          .map((members) => Object.fromEntries(members as [string, unknown][])),
      ),
    })).node;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          inShape.map((value) => JSON.stringify(value)),
        ),
        (body) => {
          const error = parse(500, body);
          for (const field of ["code", "message", "title", "docsUrl", "requestId", "param"] as const)
            expect(["string", "undefined"]).toContain(typeof error?.[field]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("a parser", () => {
  const { parse } = compileEnvelope("success-error", { name: "success-error" });

  it("ignores unknown members at any depth", () => {
    const body = '{"success":false,"error":{"code":"X","message":"Y","hint":"Z"},"traceId":"1"}';
    expect(parse(400, body)).toEqual({ status: 400, code: "X", message: "Y" });
  });

  it("accepts a body without its optional members", () => {
    const nested = compileEnvelope("nested", { name: "nested" });
    expect(nested.parse(500, '{"error":{"code":"X","message":"Y"}}')).toEqual({ status: 500, code: "X", message: "Y" });
  });

  it("reads own members only and changes no prototype", () => {
    const body = '{"success":false,"error":{"code":"X","message":"Y","details":{"__proto__":{"polluted":true}}}}';
    const { details } = parse(400, body) as { details: object };
    expect(Object.getPrototypeOf(details)).toBe(Object.prototype);
    expect(Object.hasOwn(details, "__proto__")).toBe(true);
    const spread = compileEnvelope("problem+json", { name: "problem+json" });
    const problem = spread.parse(400, '{"title":"T","__proto__":{"polluted":true}}') as { details: object };
    expect(Object.getPrototypeOf(problem.details)).toBe(Object.prototype);
    expect("polluted" in {}).toBe(false);
  });

  it("returns no kind for a name that is unknown or shared by several kinds", () => {
    const kindOf = (type: string): unknown =>
      compileEnvelope("stripe", { name: "stripe" }).parse(400, `{"error":{"type":"${type}","code":"x","message":"y"}}`)
        ?.kind;
    expect(kindOf("rate_limit_error")).toBe("rate_limited");
    expect(kindOf("invalid_request_error")).toBeUndefined();
    expect(kindOf("card_error")).toBeUndefined();
    expect(kindOf("__proto__")).toBeUndefined();
  });

  it("treats a null object as absent", () => {
    const graphql = compileEnvelope("graphql", { name: "graphql" });
    const body = '{"errors":[{"message":"Y","extensions":null}],"data":null}';
    expect(graphql.parse(200, body)).toEqual({ status: 200, message: "Y" });
  });

  it("keeps every member of a foreign body that also has the fallback key", () => {
    const { parse: read } = compileEnvelope("problem+json", { name: "problem+json" });
    expect(read(400, '{"title":"T","details":[1],"hint":"H"}')?.details).toEqual({ details: [1], hint: "H" });
    expect(read(400, '{"title":"T","details":[1]}')?.details).toEqual([1]);
  });

  it("prefers a list of field errors to the inner error", () => {
    const odata = compileEnvelope("odata", { name: "odata" });
    const body = '{"error":{"code":"X","message":"Y","details":[{"code":"Z","message":"W"}],"innererror":{"trace":1}}}';
    expect(odata.parse(400, body)?.details).toEqual([{ code: "Z", message: "W" }]);
  });

  it("returns the status of the response and ignores the one in the body", () => {
    const problem = compileEnvelope("problem+json", { name: "problem+json" });
    expect(problem.parse(503, '{"title":"T","status":200}')).toEqual({ status: 503, title: "T" });
  });
});
