import { describe, expect, it } from "vitest";
import { identifyCaller } from "./circuit.ts";

const url = "https://api.example.com/things";
const keyOf = (headers: Record<string, string>, query = "", idempotencyHeader = "Idempotency-Key"): string =>
  identifyCaller(`${url}${query}`, new Headers(headers), idempotencyHeader);

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
    expect(keyOf({ "x-key": "a" }, "", "X-Key")).toBe(keyOf({ "x-key": "b" }, "", "X-Key"));
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
  ])("distinguishes callers by the query parameter %s", (name) => {
    expect(keyOf({}, `?${name}=a`)).not.toBe(keyOf({}, `?${name}=b`));
  });

  it.each(["page", "page_token", "user", "q", "limit"])(
    "does not distinguish callers by the query parameter %s",
    (name) => {
      expect(keyOf({}, `?${name}=a`)).toBe(keyOf({}, `?${name}=b`));
    },
  );

  it("returns different keys for a header and a parameter of the same name, and for values with separators", () => {
    expect(keyOf({ key: "a" })).not.toBe(keyOf({}, "?key=a"));
    expect(keyOf({ a: "1,b,2" })).not.toBe(keyOf({ a: "1", b: "2" }));
  });
});
