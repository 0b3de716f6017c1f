import { describe, expect, it } from "vitest";
import { identifyCaller } from "./circuit.ts";

const url = "https://api.example.com/things";
const keyOf = (headers: Record<string, string>, query = "", options = {}): string =>
  identifyCaller(`${url}${query}`, new Headers(headers), options)[1];
const known = { authorization: "Bearer a" };

describe("identifyCaller", () => {
  it.each([
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "X-Api-Key",
    "apikey",
    "Ocp-Apim-Subscription-Key",
    "X-Goog-Api-Key",
    "Private-Token",
    "X-Auth-Token",
    "X-Tenant",
    "X-Org",
    "X-User-Id",
    "X-Client-Id",
    "OpenAI-Organization",
    "Stripe-Account",
    "X-Forwarded-For",
    "X-Real-IP",
    "X-Shop-Name",
    // The names contain those of headers that differ between requests.
    "X-Candidate-Id",
    "X-Update-Token",
    "X-Realtime-Key",
    "X-Timesheet-Key",
    "Time-Account-Id",
    "Content-Api-Key",
    "If-Account",
    "Accept-Token",
    "X-Trace-Token",
    "X-Requested-By",
    "Contentful-Space",
    // A signature can be the only credential.
    "X-Signature",
    "Signature-Input",
  ])("distinguishes callers by the header %s", (name) => {
    expect(keyOf({ [name]: "a" })).not.toBe(keyOf({ [name]: "b" }));
    expect(keyOf({ [name]: "a" })).not.toBe(keyOf({}));
    expect(keyOf({ [name]: "a" })).toBe(keyOf({ [name.toLowerCase()]: "a" }));
  });

  it.each([
    "Accept",
    "Accept-Language",
    "Content-Type",
    "Content-Digest",
    "Content-Length",
    "Accept-Encoding",
    "Date",
    "X-Date",
    "If-Modified-Since",
    "If-None-Match",
    "Range",
    "User-Agent",
    "Idempotency-Key",
    "X-Idempotency-Key",
    "X-Request-Id",
    "X-Client-Request-Id",
    "X-Correlation-Id",
    "traceparent",
    "tracestate",
    "X-Amz-Date",
    "X-Timestamp",
    "X-Nonce",
    "Errata-Attempt",
  ])("returns the same key for requests that differ in the header %s", (name) => {
    expect(keyOf({ authorization: "x", [name]: "a" })).toBe(keyOf({ authorization: "x", [name]: "b" }));
  });

  it("ignores the header that carries idempotency keys", () => {
    const options = { idempotencyHeader: "X-Key" };
    expect(keyOf({ "x-key": "a" }, "", options)).toBe(keyOf({ "x-key": "b" }, "", options));
  });

  it.each([
    "key",
    "api_key",
    "apiKey",
    "access_token",
    "auth-token",
    "subscription-key",
    "client_secret",
    "appid",
    "client_id",
    "token",
    "auth",
    "oauth_token",
    "api_token",
    "sig",
    "tenant",
    "private_token",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Goog-Signature",
    "GoogleAccessId",
    "user_token",
    "x_api_token",
    "user",
    "account_id",
    "org",
  ])("distinguishes callers by the query parameter %s, also beside another credential", (name) => {
    expect(keyOf({}, `?${name}=a`)).not.toBe(keyOf({}, `?${name}=b`));
    expect(keyOf(known, `?${name}=a`)).not.toBe(keyOf(known, `?${name}=b`));
  });

  it.each(["code", "jwt", "session_id", "sid", "password", "pat", "bearer", "workspace", "shop", "u", "x"])(
    "distinguishes callers by any query parameter, such as %s, if nothing else identifies them",
    (name) => {
      expect(keyOf({}, `?${name}=a`)).not.toBe(keyOf({}, `?${name}=b`));
      expect(keyOf({ "x-app": "web" }, `?${name}=a`)).not.toBe(keyOf({ "x-app": "web" }, `?${name}=b`));
      expect(keyOf({}, `?${name}=1`)).not.toBe(keyOf({}, `?${name}=2`));
    },
  );

  it("distinguishes callers by the path if nothing else identifies them, apart from the number of a thing", () => {
    expect(keyOf({}, "/bot1:aB/export")).not.toBe(keyOf({}, "/bot2:aB/export"));
    expect(keyOf({}, "/1/export")).toBe(keyOf({}, "/2/export"));
    expect(keyOf({}, "/1-a/export")).not.toBe(keyOf({}, "/2-a/export"));
    expect(keyOf(known, "/a/export")).toBe(keyOf(known, "/b/export"));
  });

  it.each(["page", "q", "limit"])("does not distinguish known callers by the query parameter %s", (name) => {
    expect(keyOf(known, `?${name}=a`)).toBe(keyOf(known, `?${name}=b`));
  });

  it.each(["page", "limit", "offset"])(
    "does not distinguish callers by the number in the query parameter %s",
    (name) => {
      expect(keyOf({}, `?${name}=1`)).toBe(keyOf({}, `?${name}=2`));
      expect(keyOf({}, `?${name}=1`)).toBe(keyOf({}));
    },
  );

  it("shares a retry budget between requests of unknown callers that differ only in the URL", () => {
    const budgetOf = (path: string): string => identifyCaller(`${url}${path}`, new Headers(), {})[0];
    expect(budgetOf("/a?x=1")).toBe(budgetOf("/b?x=2"));
    expect(budgetOf("/a?api_key=1")).not.toBe(budgetOf("/a?api_key=2"));
  });

  it("returns the key of callerOf, whatever the request has", () => {
    const options = { callerOf: () => "own" };
    expect(keyOf({ authorization: "a" }, "/a?api_key=a", options)).toBe(keyOf({}, "/b", options));
    expect(keyOf({}, "", options)).not.toBe(keyOf({}, "", { callerOf: () => "other" }));
  });

  it("distinguishes origins", () => {
    const keys = ["https://a.example", "https://b.example"].map((origin) =>
      identifyCaller(origin, new Headers(known), {}),
    );
    expect(new Set(keys.flat()).size).toBe(2);
  });

  it("returns different keys for a header and a parameter of the same name, and for values with separators", () => {
    expect(keyOf({ key: "a" })).not.toBe(keyOf({}, "?key=a"));
    expect(keyOf({ a: "1,b,2" })).not.toBe(keyOf({ a: "1", b: "2" }));
  });
});
