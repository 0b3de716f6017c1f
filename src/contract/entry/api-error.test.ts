import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inspect, types } from "node:util";
import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { ApiError, contract } from "../index.ts";

const definition = {
  name: "renders",
  version: "1.0.0",
  errors: {
    GONE: {
      kind: "not_found",
      when: "No render has this id.",
      message: "{id} is gone.",
      details: z.object({ id: z.string() }),
    },
    FAILED: { kind: "internal", when: "An unexpected failure.", message: "Something went wrong." },
  },
} as const;
const api = contract(definition);
const gone = (): ApiError => api.error.GONE({ id: "r1" }, { note: "row was locked", cause: new Error("SELECT 1") });

describe("an ApiError", () => {
  it("is a native Error with the code, kind, status and message of its entry", () => {
    const error = gone();
    expect(types.isNativeError(error)).toBe(true);
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(ApiError);
    expect(error.name).toBe("ApiError");
    expect(error).toMatchObject({ code: "GONE", kind: "not_found", status: 404, message: "r1 is gone." });
    expect(String(error)).toBe("ApiError: r1 is gone.");
  });

  it("captures a stack that begins where it was created, below status 500 unless that is turned off", () => {
    const [first, , ...others] = gone().stack?.split("\n") ?? [];
    expect([first, others.length > 0]).toEqual(["ApiError [GONE]: r1 is gone.", true]);
    expect(gone().stack).toMatch(/^[^\n]*\n\s+at gone .*api-error\.test/);
    const quiet = contract(definition);
    quiet.captureStacks(false);
    expect(quiet.error.GONE({ id: "r1" }).stack).toBe("ApiError [GONE]: r1 is gone.");
    expect(quiet.error.FAILED().stack).toMatch(/\n\s+at .*api-error\.test/);
  });

  it("captures no stack below status 500 in production", () => {
    vi.stubEnv("NODE_ENV", "production");
    const production = contract(definition);
    vi.unstubAllEnvs();
    expect(production.error.GONE({ id: "r1" }).stack).toBe("ApiError [GONE]: r1 is gone.");
    production.captureStacks(true);
    expect(production.error.GONE({ id: "r1" }).stack).toMatch(/api-error\.test/);
  });

  it("restores Error.stackTraceLimit", () => {
    const before = Error.stackTraceLimit;
    gone();
    expect(Error.stackTraceLimit).toBe(before);
    expect(new Error("x").stack).toMatch(/\n\s+at /);
  });

  it("serialises to JSON without its note, cause and headers", () => {
    const error = api.error.FAILED(undefined, {
      note: "secret note",
      cause: new Error("secret cause"),
      headers: { a: "b" },
    });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: "FAILED",
      kind: "internal",
      status: 500,
      message: "Something went wrong.",
    });
    expect(Object.keys(JSON.parse(JSON.stringify(gone())))).toEqual(["code", "kind", "status", "message", "details"]);
  });

  it("keeps its cause, note, wait and headers for the server", () => {
    const cause = new Error("x");
    const error = api.error.FAILED(undefined, { cause, note: "n", retryAfterMs: 5, headers: { a: "b" } });
    expect(error).toMatchObject({ cause, note: "n", retryAfterMs: 5, options: { headers: { a: "b" } } });
    expect("cause" in api.error.FAILED()).toBe(false);
  });

  it("shows its cause in the console, but neither the private note nor the whole entry", () => {
    const text = inspect(gone());
    expect(text).toMatch(/^ApiError \[GONE\]: r1 is gone\.\n\s+at [\s\S]* \{\n/);
    expect(text).not.toContain("row was locked");
    expect(text).toContain("SELECT 1");
    expect(text).not.toContain("remedy");
    expect(inspect(api.error.FAILED())).toMatch(/^ApiError \[FAILED\]: Something went wrong\.\n\s+at /);
  });

  it("shows its public members to spreads, loops and serialisers, and never its note", () => {
    const expected = { message: "r1 is gone.", code: "GONE", kind: "not_found", status: 404, details: { id: "r1" } };
    const error = gone();
    const looped: Record<string, unknown> = {};
    for (const name in error) looped[name] = (error as unknown as Record<string, unknown>)[name];
    const lines: string[] = [];
    pino({}, { write: (line) => void lines.push(line) }).error(
      api.error.GONE({ id: "r1" }, { note: "row was locked" }),
    );
    const { err } = JSON.parse(lines[0] ?? "");
    const assigned = Object.assign({}, error);
    for (const seen of [{ ...error }, looped, assigned, Object.fromEntries(Object.entries(error))])
      expect(seen).toEqual(expected);
    expect(err).toMatchObject(expected);
    for (const text of [JSON.stringify({ ...error }), JSON.stringify({ error }), JSON.stringify(looped)])
      expect(text).not.toMatch(/row was locked|SELECT 1/);
    expect(JSON.stringify(err)).not.toContain("row was locked");
  });

  it("is restored from its JSON, with and without its contract", () => {
    const json = structuredClone(gone().toJSON());
    const restored = ApiError.from(json, api);
    expect(restored.entry).toBe(gone().entry);
    expect(restored.toJSON()).toEqual(json);
    const foreign = ApiError.from(json);
    expect(foreign).toBeInstanceOf(ApiError);
    expect(foreign.toJSON()).toEqual(json);
    const quoted = { ...json, message: "it's {a} '{b}' #1 <c>" };
    expect(ApiError.from(quoted).message).toBe(quoted.message);
    expect(() => ApiError.from({ message: "x" } as never)).toThrow(/ERRATA_ERROR_JSON: expected what toJSON\(\)/);
    expect(ApiError.from({ code: "NEW", status: 404, message: 5 } as never).message).toBe("5");
    expect(ApiError.from({ code: "NEW", kind: "newer", status: 418, message: "m" } as never)).toMatchObject({
      kind: "internal",
      status: 418,
    });
  });

  it.each([
    ["in development", true],
    ["in production", false],
  ])("keeps its message, code and stack, and no private text, after structuredClone %s", (_name, captures) => {
    const own = contract(definition);
    own.captureStacks(captures);
    for (const error of [own.error.GONE({ id: "r1" }, { note: "row was locked" }), own.error.FAILED()]) {
      const clone = structuredClone<Error>(error);
      expect(types.isNativeError(clone)).toBe(true);
      expect([clone.message, clone.stack]).toEqual([error.message, error.stack]);
      expect(inspect(clone)).not.toContain("row was locked");
      const restored = ApiError.from(clone, api);
      expect(restored).toBeInstanceOf(ApiError);
      expect(restored).toMatchObject({
        code: error.code,
        kind: error.kind,
        status: error.status,
        message: error.message,
      });
      expect([restored.entry, restored.stack, restored.details]).toEqual([
        api.entries.get(error.code),
        error.stack,
        undefined,
      ]);
      expect(() => ApiError.from(clone)).toThrow(/ERRATA_ERROR_CLONE: expected the contract .*received none\./);
    }
    expect(() => ApiError.from(new Error("x"), api)).toThrow(/ERRATA_ERROR_JSON/);
    expect(() => ApiError.from(Object.assign(new Error("x"), { code: "ENOENT" }), api)).toThrow(
      /ERRATA_ERROR_CLONE: .*"ENOENT", received one without that code\./,
    );
    for (const source of [
      null,
      undefined,
      "GONE",
      {},
      { code: "" },
      { code: 7 },
      { code: "X" },
      { code: "X", status: "abc" },
      { code: "X", status: 4.5 },
    ])
      expect(() => ApiError.from(source as never, api)).toThrow(/ERRATA_ERROR_JSON/);
  });

  it("has a prototype that tools can inspect", () => {
    expect(inspect(ApiError.prototype)).toBe("[ApiError]");
    expect(String(ApiError.prototype)).toBe("ApiError");
  });

  it("can be frozen, and tools can prefix its message", () => {
    expect(Object.freeze(gone()).message).toBe("r1 is gone.");
    const error = gone();
    error.message = `seen: ${error.message}`;
    expect(error.message).toBe("seen: r1 is gone.");
    expect(gone().message).toBe("r1 is gone.");
  });
});

describe("instanceof ApiError", () => {
  it("recognises errors of another copy of the module, in both directions", async () => {
    const second = "./api-error.ts?second-copy";
    const copy: typeof import("./api-error.ts") = await import(/* @vite-ignore */ second);
    expect(copy.ApiError).not.toBe(ApiError);
    const theirs = copy.createApiError(gone().entry, { id: "r2" });
    expect(Object.getPrototypeOf(theirs)).not.toBe(ApiError.prototype);
    expect(theirs).toBeInstanceOf(ApiError);
    expect(gone()).toBeInstanceOf(copy.ApiError);
    expect((theirs as ApiError).message).toBe("r2 is gone.");
  });

  it("rejects other values, and a subclass recognises its own instances only", () => {
    class Special extends ApiError {}
    for (const value of [null, undefined, "GONE", {}, new Error("x"), { code: "GONE" }])
      expect(value instanceof ApiError).toBe(false);
    expect(gone() instanceof Special).toBe(false);
    expect(new Special(gone().entry, {}) instanceof Special).toBe(true);
    expect(new Special(gone().entry, {}) instanceof ApiError).toBe(true);
  });
});

describe("creating an error when Error.stackTraceLimit cannot be set", () => {
  const setUp = `
    import { contract } from ${JSON.stringify(fileURLToPath(new URL("../index.ts", import.meta.url)))};
    const { error } = contract({ name: "x", version: "1", errors: { GONE: { kind: "not_found", when: "w", message: "Gone." } } });`;
  const run = (flags: readonly string[], script: string): unknown => {
    const args = ["--import", "tsx", "--no-warnings", ...flags, "--input-type=module", "--eval", `${setUp}${script}`];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 }));
  };
  const print =
    "console.log(JSON.stringify({ frozen: Object.isFrozen(Error), message: error.GONE().message, again: error.GONE().status }));";

  it("works with frozen intrinsics", () => {
    expect(run(["--frozen-intrinsics"], print)).toEqual({ frozen: true, message: "Gone.", again: 404 });
  });

  it("works when Error is frozen after the module was loaded", () => {
    expect(run([], `Object.freeze(Error); ${print}`)).toEqual({ frozen: true, message: "Gone.", again: 404 });
  });
});

describe("ApiError.from", () => {
  const unreadable = new Proxy(
    {},
    {
      get() {
        throw new Error("trap");
      },
    },
  );

  it.each<unknown>([
    null,
    7,
    {},
    { code: "" },
    { code: 7, status: 404 },
    { code: "Z" },
    { code: "Z", status: 99 },
    unreadable,
  ])("rejects what is not an error %#", (source) => {
    expect(() => ApiError.from(source as never)).toThrow(/^ERRATA_ERROR_JSON: expected what toJSON\(\)/);
  });

  it.each<unknown>([null, {}, { entries: {} }])("rejects %j as the contract", (contract) => {
    const source = { code: "Z", kind: "not_found", status: 404, message: "m" } as const;
    expect(() => ApiError.from(source, contract as never)).toThrow("ERRATA_ERROR_CONTRACT: expected a contract");
  });

  it("restores a message that is not text as an empty one", () => {
    const source = { code: "Z", kind: "not_found", status: 404, message: Object.create(null) } as never;
    expect(ApiError.from(source).message).toBe("");
  });
});
