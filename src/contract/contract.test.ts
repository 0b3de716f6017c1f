import { describe, expect, it } from "vitest";
import { conditions, contract } from "./index.ts";

const oops = { kind: "internal", when: "Anything else.", message: "Sorry." } as const;

describe("a contract", () => {
  it("gives every code its kind's facts, and keeps what the code states itself", () => {
    const { entries } = contract({
      name: "x",
      version: "1.0.0",
      docsUrl: "https://example.com/errors/",
      errors: {
        TOO_FAST: { kind: "rate_limited", when: "Too many.", message: "Slow down." },
        NO_CREDIT: {
          kind: "insufficient_credits",
          status: 400,
          retry: "never",
          when: "Empty.",
          message: "Empty.",
          docsUrl: "https://example.com/credit",
        },
      },
    });
    expect(entries.get("TOO_FAST")).toMatchObject({
      status: 429,
      grpc: "RESOURCE_EXHAUSTED",
      retry: "after_delay",
      effect: "none",
      charged: "never",
      title: "Too fast",
      remedy: { action: "wait", actor: "client" },
      docsUrl: "https://example.com/errors/TOO_FAST",
    });
    expect(entries.get("NO_CREDIT")).toMatchObject({
      status: 400,
      retry: "never",
      docsUrl: "https://example.com/credit",
    });
  });

  it("answers every condition: with the code it names, its only code of the kind, else the default", () => {
    const api = contract({
      name: "x",
      version: "1.0.0",
      errors: {
        OOPS: oops,
        BAD_FIELDS: { kind: "validation_failed", when: "Fields.", message: "Bad." },
        NO_SUCH_PATH: { kind: "not_found", when: "No path.", message: "No." },
      },
      conditions: { unknown_route: "NO_SUCH_PATH" },
    });
    expect(api.conditions).toMatchObject({
      internal: "OOPS",
      invalid_request: "BAD_FIELDS",
      unknown_route: "NO_SUCH_PATH",
      timeout: "OPERATION_TIMEOUT",
    });
    for (const condition of Object.keys(conditions) as (keyof typeof conditions)[]) {
      const error = api.raise(condition, undefined, { note: "n" });
      expect(error).toMatchObject({ code: api.conditions[condition], note: "n" });
      expect(api.entries.get(error.code)?.condition).toBe(
        api.codes.includes(error.code as "OOPS") ? undefined : condition,
      );
    }
  });

  it("in lower case gets its condition codes in lower case, in mixed case in capitals", () => {
    expect(contract({ name: "x", version: "1", errors: { oops } }).conditions.unknown_route).toBe("route_not_found");
    expect(contract({ name: "x", version: "1", errors: { Oops: oops } }).conditions.unknown_route).toBe(
      "ROUTE_NOT_FOUND",
    );
  });

  it("speaks the other languages for what the boundary finds too, where they have its codes", () => {
    const api = contract({
      name: "x",
      version: "1.0.0",
      errors: { OOPS: oops },
      locales: { de: { OOPS: "Leider nein.", METHOD_NOT_ALLOWED: "Dieser Pfad hat diese Methode nicht." } },
    });
    const said = (condition: "method_not_allowed" | "uri_too_long"): string => {
      const { entry } = api.raise(condition);
      return api.formatOf(entry, "de")(undefined);
    };
    expect(said("method_not_allowed")).toBe("Dieser Pfad hat diese Methode nicht.");
    expect(said("uri_too_long")).toBe("The URL is too long.");
  });

  it("gives an operation its own codes, then those of always, each once", () => {
    const api = contract({
      name: "x",
      version: "1.0.0",
      errors: { A: { ...oops, kind: "not_found" }, B: { ...oops, kind: "conflict" }, C: oops },
      operations: {
        "GET /a/{id}": ["B", "A"],
        "POST /a": { errors: ["C"], summary: "Makes one.", idempotencyKey: true },
      },
      always: ["C", "A"],
    });
    expect(api.operations.get("GET /a/{id}")).toEqual({
      name: "GET /a/{id}",
      method: "GET",
      path: "/a/{id}",
      summary: undefined,
      idempotencyKey: false,
      codes: ["B", "A", "C"],
    });
    expect(api.operations.get("POST /a")).toMatchObject({ codes: ["C", "A"], idempotencyKey: true });
    expect(Object.keys(api.operation("POST /a"))).toEqual(["C", "A"]);
    expect(() => api.operation("GET /b" as "POST /a")).toThrow(/ERRATA_OPERATION_UNKNOWN.*GET \/a\/{id}, POST \/a/);
    expect(() => api.operation("toString" as "POST /a")).toThrow(RangeError);
  });

  it("converts each details schema once, as that is what making a large contract costs", () => {
    let conversions = 0;
    const output = (): Record<string, unknown> => {
      conversions += 1;
      return { type: "object", properties: { id: {} } };
    };
    const details = { "~standard": { version: 1, vendor: "x", validate: () => ({}), jsonSchema: { output } } } as const;
    contract({ name: "x", version: "1", errors: { GONE: { ...oops, message: "{id}", details } } } as any);
    expect(conversions).toBe(1);
  });
});
