import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inspect, types } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ApiError, contract } from "../index.ts";

const api = contract({
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
});
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

  it("captures a stack only at status 500 and above", () => {
    expect(gone().stack).toBeUndefined();
    expect(api.error.FAILED().stack).toMatch(/\n\s+at .*api-error\.test/);
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

  it("shows its note and cause in the console, but not the whole entry", () => {
    const text = inspect(gone());
    expect(text).toMatch(/^ApiError: r1 is gone\. \{/);
    expect(text).toContain("row was locked");
    expect(text).toContain("SELECT 1");
    expect(text).not.toContain("remedy");
    expect(inspect(api.error.FAILED())).toMatch(/^ApiError: Something went wrong\.\n\s+at /);
  });

  it("is an Error without private text after structuredClone", () => {
    const clone = structuredClone(gone());
    expect(types.isNativeError(clone)).toBe(true);
    expect(JSON.stringify(clone)).not.toContain("row was locked");
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
