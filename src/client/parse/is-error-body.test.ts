import { describe, expect, it } from "vitest";
import { contract, type Json } from "../../contract/index.ts";
import { builtInEnvelopes, envelopesOf } from "../../envelope/index.ts";
import { contractMetadata } from "../contract/index.ts";
import { isErrorBody } from "./is-error-body.ts";

/** Bodies with data: an error member beside it describes the data. */
const successes: readonly unknown[] = [
  { id: "job_7", status: "failed", error: { code: "oom" } },
  { id: "job_7", status: "failed", error: { code: "GONE", message: "Gone." } },
  { status: "failed", error: { code: "oom" } },
  { state: "failed", error: "out of memory" },
  { status: "error", id: "job-1" },
  { status: "error", id: "job-1", data: { lines: 3 } },
  { ok: false, checks: [] },
  { ok: false },
  { success: false },
  { success: false, reason: "not matched", score: 0.1 },
  { success: false, error: "not matched", score: 0.1 },
  { success: true, error: { code: "GONE", message: "Gone." } },
  { success: true, error: null },
  { id: "imp_1", errors: [{ row: 3 }] },
  { id: "imp_1", errors: [{ row: 3, message: "Not a date." }] },
  { imported: 5, errors: [{ message: "Not a date." }] },
  { valid: false, errors: [{ code: "required", message: "Missing." }] },
  { errors: [{ row: 3 }] },
  { errors: [] },
  { errors: [], data: null },
  { errors: [{ message: "partly" }], data: { user: null } },
  { errors: { "4xx": 3, "5xx": 1 } },
  { error: 0.03 },
  { error: 0, message: "Done." },
  { error: null, data: 1 },
  { error: false },
  { error: "" },
  { error: {} },
  { error: "no", status: { toString: 1 } },
  { error: "slow", items: [] },
  { error: { code: "oom" }, results: [{ ok: true }] },
  { error: "x", type: "import" },
  { messages: [{ id: 1, text: "hi" }], errors: ["1 message could not be decrypted"] },
  { details: { id: 4, price: 3 }, error: "price is stale" },
  { errorBudget: { left: 0.4 }, errors: ["burned"] },
  { code: "SUMMER24", error: "expired" },
  { message: { id: 4, body: "hello" }, error: "signature not verified" },
  { code: "OK", message: "Done.", data: [] },
  { code: "GONE", message: "Gone." },
  { message: "error" },
  { detail: "Logged out." },
  { status: "error", message: "The database is down.", uptimeSec: 5 },
  { title: "error", errors: "no" },
  { metrics: { errors: 3 } },
  [{ error: "first" }],
  [],
  "error",
  null,
  false,
  0,
];

/** Bodies with nothing but an error. */
const failures: readonly unknown[] = [
  { error: "channel_not_found" },
  { ok: false, error: "channel_not_found" },
  { ok: false, error: "missing_scope", needed: "chat:write", provided: "identify" },
  { error: "bad_verification_code", error_description: "Expired.", error_uri: "https://docs.example.com" },
  { error: true, message: "Invalid key" },
  { error: "Invalid key", code: 401, details: "There is no such key." },
  { error: { code: "GONE", message: "Gone." } },
  { error: { message: "Gone." } },
  { error: { code: 4_011 } },
  { error: { code: "GONE", message: "Gone." }, request_id: "req-1" },
  { success: false, error: { code: "GONE", message: "Gone." } },
  { success: false, error: { code: "GONE", message: "Gone." }, data: null },
  { success: false, error: "Invalid key", data: [] },
  { success: false, errors: [{ code: 1003, message: "Invalid zone." }], messages: [], result: null },
  { status: "error", data: null, error: { code: "GONE", message: "Gone." } },
  { status: "fail", error: "Invalid key", data: {} },
  { status: 404, error: "Not Found", message: "No such user." },
  { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  { errors: [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }] },
  { errors: [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }], data: null, extensions: { cost: 1 } },
  { errors: [{ status: "422", title: "Invalid", detail: "Too short." }], meta: {} },
  { errors: ["Invalid key"] },
];

const entries = {
  GONE: { kind: "not_found", when: "No thing has the id.", message: "Gone." },
  BROKE: { kind: "insufficient_credits", when: "No credits.", message: "Broke.", details: { type: "object" } },
} as const;
const contractWith = (envelope: Json) =>
  contract({ name: "shop", version: "1.0.0", envelope, docsUrl: "https://shop.example/", errors: entries });

describe("isErrorBody without metadata", () => {
  it.each(failures.map((body) => [JSON.stringify(body), body]))("recognises the error %s", (_, body) => {
    expect(isErrorBody(body)).toBe(true);
  });

  it.each(successes.map((body) => [JSON.stringify(body), body]))("treats %s as data", (_, body) => {
    expect(isErrorBody(body)).toBe(false);
  });

  it("recognises no error if detection is off, and those of a function if there is one", () => {
    for (const body of failures) expect(isErrorBody(body, undefined, false)).toBe(false);
    const isFailed = (body: unknown): boolean => (body as { success?: boolean } | null)?.success === false;
    expect(isErrorBody({ success: false, reason: "no" }, undefined, isFailed)).toBe(true);
    expect(isErrorBody({ error: "no" }, undefined, isFailed)).toBe(false);
  });
});

describe("isErrorBody with metadata of a contract", () => {
  // FastAPI's plain envelope has no code, and successes look alike: { "detail": "Logged out." }.
  const names = Object.keys(builtInEnvelopes).filter((name) => name !== "fastapi");

  it.each(names)("recognises every error in the envelope %s, also from written metadata", (name) => {
    const api = contractWith(name);
    const metadata = contractMetadata(api);
    for (const known of [metadata, JSON.parse(JSON.stringify(metadata))])
      for (const code of ["GONE", "BROKE"] as const) {
        const render = envelopesOf(api).main.renderer(api.entries.get(code)!);
        for (const details of code === "BROKE" ? [undefined, { required: 5, unit: "credits" }] : [undefined]) {
          const body = render({ message: "Text.", details, requestId: "req-1" });
          expect([body, isErrorBody(JSON.parse(body), known)]).toEqual([body, true]);
        }
      }
  });

  it.each([...names, "fastapi"])("treats bodies of successes as data with the envelope %s", (name) => {
    const metadata = contractMetadata(contractWith(name));
    // A flat envelope consists of a code and a message.
    const isFlat = ["flat", "problem+json", "aws-json", "connect"].includes(name);
    for (const body of successes) {
      const isOwn = isFlat && JSON.stringify(body) === '{"code":"GONE","message":"Gone."}';
      expect([body, isErrorBody(body, metadata) && !isOwn]).toEqual([body, false]);
    }
  });

  const nested = contractMetadata(
    contractWith({ error: { code: "$code", message: "$message", details: "$details?" } }),
  );
  const withSuccess = contractMetadata(contractWith("success-error"));

  it("treats bodies in other envelopes as data", () => {
    for (const body of [
      { error: "channel_not_found" },
      { ok: false, error: "channel_not_found" },
      { error: { code: "oom" } },
      { errors: [{ message: "Who?", extensions: { code: "UNAUTHENTICATED" } }], data: null },
    ])
      expect([body, isErrorBody(body, nested)]).toEqual([body, false]);
    expect(isErrorBody({ error: { code: "GONE", message: "Gone." } }, withSuccess)).toBe(false);
  });

  it("recognises a code that is newer than the client", () => {
    expect(isErrorBody({ error: { code: "NEW", message: "New." } }, nested)).toBe(true);
    expect(isErrorBody({ success: false, error: { code: "NEW", message: "New." } }, withSuccess)).toBe(true);
  });

  it("treats a resource that contains an error in the contract's own form as data", () => {
    const error = { code: "GONE", message: "Gone." };
    for (const body of [
      { id: "job_7", error },
      { id: "job_7", status: "failed", error },
      { success: true, error },
      { data: { id: "job_7" }, error },
      { items: [{ error }] },
      { job: { error } },
    ]) {
      expect([body, isErrorBody(body, nested)]).toEqual([body, false]);
      expect([body, isErrorBody(body, withSuccess)]).toEqual([body, false]);
    }
  });

  it("recognises errors of every envelope of a contract with several", () => {
    const api = contract({
      name: "shop",
      version: "1.0.0",
      envelope: "nested",
      errors: { ...entries, LOST: { ...entries.GONE, envelope: "fastapi-structured" } },
    });
    const metadata = contractMetadata(api);
    for (const body of [
      { error: { code: "GONE", message: "Gone.", details: {} }, request_id: "req-1" },
      { detail: { code: "LOST", message: "Lost." } },
    ])
      expect([body, isErrorBody(body, metadata)]).toEqual([body, true]);
    expect(isErrorBody({ detail: { code: "OK", message: "Fine." } }, metadata)).toBe(false);
  });
});
