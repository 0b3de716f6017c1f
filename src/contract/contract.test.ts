import { describe, expect, it } from "vitest";
import { conditions, contract } from "./index.ts";

const oops = { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." } as const;

describe("a contract", () => {
  it("completes every entry with the defaults of its kind", () => {
    const { entries } = contract({
      name: "x",
      version: "1.0.0",
      docsUrl: "https://example.com/errors/",
      errors: {
        TOO_FAST: { kind: "rate_limited", when: "Too many requests.", message: "Slow down." },
        NO_CREDIT: {
          kind: "insufficient_credits",
          status: 400,
          retry: "never",
          when: "The balance is empty.",
          message: "The balance is empty.",
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

  it("uses, for each condition, the mapped code, its only code of the kind, or the default code", () => {
    const api = contract({
      name: "x",
      version: "1.0.0",
      errors: {
        OOPS: oops,
        BAD_FIELDS: { kind: "validation_failed", when: "A field is invalid.", message: "Invalid." },
        NO_SUCH_PATH: { kind: "not_found", when: "No operation matches.", message: "No such path." },
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

  it("has default codes in lower case if all of its codes are, otherwise in capitals", () => {
    expect(contract({ name: "x", version: "1", errors: { oops } }).conditions.unknown_route).toBe("route_not_found");
    expect(contract({ name: "x", version: "1", errors: { Oops: oops } }).conditions.unknown_route).toBe(
      "ROUTE_NOT_FOUND",
    );
  });

  it("translates the messages of default codes if a language has them", () => {
    const api = contract({
      name: "x",
      version: "1.0.0",
      errors: { OOPS: oops },
      locales: {
        de: { OOPS: "Etwas ist schiefgelaufen.", METHOD_NOT_ALLOWED: "Dieser Pfad unterstützt diese Methode nicht." },
      },
    });
    const germanMessage = (condition: "method_not_allowed" | "uri_too_long"): string => {
      const { entry } = api.raise(condition);
      return api.formatOf(entry, "de")(undefined);
    };
    expect(germanMessage("method_not_allowed")).toBe("Dieser Pfad unterstützt diese Methode nicht.");
    expect(germanMessage("uri_too_long")).toBe("The URL is too long.");
  });

  it("lists an operation's own codes followed by those of always, without duplicates", () => {
    const api = contract({
      name: "x",
      version: "1.0.0",
      errors: { A: { ...oops, kind: "not_found" }, B: { ...oops, kind: "conflict" }, C: oops },
      operations: {
        "GET /a/{id}": ["B", "A"],
        "POST /a": { errors: ["C"], summary: "Creates one.", idempotencyKey: true },
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

  it("converts each details schema once, because conversion dominates the cost of a large contract", () => {
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
