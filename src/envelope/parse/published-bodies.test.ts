import { describe, expect, it } from "vitest";
import { contract } from "../../contract/index.ts";
import type { BuiltInEnvelope } from "../built-in-envelopes.ts";
import { compileEnvelope } from "../compile-envelope.ts";
import type { WireError } from "../envelope.ts";

const breakdown = { basePlanCost: 100, addOnCost: 50, aiLensMedicalCost: 0, total: 150 };

/** Bodies copied from five published error references, RFC 9457 and AIP-193. */
const published: readonly {
  readonly source: string;
  readonly envelope: BuiltInEnvelope;
  readonly status: number;
  readonly body: string;
  readonly error: Omit<WireError, "status">;
}[] = [
  {
    source: "a medical imaging API",
    envelope: "success-error",
    status: 400,
    body: `{
"success": false,
"error": {
"code": "INSUFFICIENT_CREDITS",
"message": "Insufficient credits. Need 150.00 credits for this plan with add-ons.",
"details": {
"required": 150,
"current": 50,
"breakdown": {
"basePlanCost": 100,
"addOnCost": 50,
"aiLensMedicalCost": 0,
"total": 150
}
}
}
}`,
    error: {
      code: "INSUFFICIENT_CREDITS",
      message: "Insufficient credits. Need 150.00 credits for this plan with add-ons.",
      details: { required: 150, current: 50, breakdown },
    },
  },
  {
    source: "a PDF API",
    envelope: "status-data-error",
    status: 402,
    body: `{
"status": "error",
"data": null,
"error": {
"code": "INSUFFICIENT_CREDITS",
"message": "Workspace does not have enough credits."
}
}`,
    error: { code: "INSUFFICIENT_CREDITS", message: "Workspace does not have enough credits." },
  },
  {
    source: "the middleware of an image analysis API",
    envelope: "nested",
    status: 429,
    body: '{ "error": { "code": "RATE_LIMIT_ERROR", "message": "Rate limit exceeded: 100 calls per 60 seconds", "details": {} }, "request_id": "550e8400-e29b-41d4-a716-446655440000"}',
    error: {
      code: "RATE_LIMIT_ERROR",
      message: "Rate limit exceeded: 100 calls per 60 seconds",
      requestId: "550e8400-e29b-41d4-a716-446655440000",
    },
  },
  {
    source: "the framework of an image analysis API",
    envelope: "fastapi",
    status: 404,
    body: '{ "detail": "Rule not found"}',
    error: { message: "Rule not found" },
  },
  {
    source: "the structured errors of an image analysis API",
    envelope: "fastapi-structured",
    status: 422,
    body: '{ "detail": { "code": "VALIDATION_ERROR", "message": "Invalid request parameters", "field": "limit" }}',
    error: { code: "VALIDATION_ERROR", message: "Invalid request parameters", details: { field: "limit" } },
  },
  {
    source: "a medical scribe API, with a param",
    envelope: "typed-error",
    status: 400,
    body: `{
  "error": {
    "type": "invalid_request_error",
    "code": "parameter_invalid",
    "message": "idCountry must be a valid country name, ISO alpha-2, or ISO alpha-3 code.",
    "param": "idCountry"
  }
}`,
    error: {
      code: "parameter_invalid",
      message: "idCountry must be a valid country name, ISO alpha-2, or ISO alpha-3 code.",
      details: { param: "idCountry" },
      param: "idCountry",
    },
  },
  {
    source: "a medical scribe API, with a null param",
    envelope: "typed-error",
    status: 401,
    body: '{ "error": { "type": "authentication_error", "code": "authentication_required", "message": "Invalid API key.", "param": null } }',
    error: { code: "authentication_required", message: "Invalid API key." },
  },
  {
    source: "an orders API, as its page describes it",
    envelope: "flat",
    status: 404,
    body: '{"code":"ORDER_NOT_FOUND","message":"Order not found"}',
    error: { code: "ORDER_NOT_FOUND", message: "Order not found" },
  },
  {
    source: "RFC 9457, out of credit",
    envelope: "problem+json",
    status: 403,
    body: `{
 "type": "https://example.com/probs/out-of-credit",
 "title": "You do not have enough credit.",
 "detail": "Your current balance is 30, but that costs 50.",
 "instance": "/account/12345/msgs/abc",
 "balance": 30,
 "accounts": ["/account/12345",
              "/account/67890"]
}`,
    error: {
      title: "You do not have enough credit.",
      message: "Your current balance is 30, but that costs 50.",
      details: { balance: 30, accounts: ["/account/12345", "/account/67890"] },
      docsUrl: "https://example.com/probs/out-of-credit",
    },
  },
  {
    source: "RFC 9457, a validation problem",
    envelope: "problem+json",
    status: 422,
    body: `{
 "type": "https://example.net/validation-error",
 "title": "Your request is not valid.",
 "errors": [
             { "detail": "must be a positive integer", "pointer": "#/age" },
             { "detail": "must be 'green', 'red' or 'blue'", "pointer": "#/profile/color" }
          ]
}`,
    error: {
      title: "Your request is not valid.",
      details: {
        errors: [
          { detail: "must be a positive integer", pointer: "#/age" },
          { detail: "must be 'green', 'red' or 'blue'", pointer: "#/profile/color" },
        ],
      },
      docsUrl: "https://example.net/validation-error",
    },
  },
  {
    source: "AIP-193, with unknown details",
    envelope: "aip-193",
    status: 429,
    body: `{
  "error": {
    "code": 429,
    "message": "The zone 'us-east1-a' does not have enough resources available to fulfill the request. Try a different zone, or try again later.",
    "status": "RESOURCE_EXHAUSTED",
    "details": [
      {
        "@type": "type.googleapis.com/google.rpc.LocalizedMessage",
        "locale": "en-US",
        "message": "An <e2-medium> VM instance is currently unavailable in the <us-east1-a> zone."
      },
      {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RESOURCE_AVAILABILITY",
        "domain": "compute.googleapis.com",
        "metadata": { "zone": "us-east1-a", "vmType": "e2-medium", "attachment": "local-ssd=3,nvidia-t4=2" }
      },
      {
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [
          {
            "description": "Additional information on this error",
            "url": "https://cloud.google.com/compute/docs/resource-error"
          }
        ]
      }
    ]
  }
}`,
    error: {
      code: "RESOURCE_AVAILABILITY",
      message:
        "The zone 'us-east1-a' does not have enough resources available to fulfill the request. Try a different zone, or try again later.",
      details: { zone: "us-east1-a", vmType: "e2-medium", attachment: "local-ssd=3,nvidia-t4=2" },
      docsUrl: "https://cloud.google.com/compute/docs/resource-error",
    },
  },
  {
    source: "a Google API without details",
    envelope: "aip-193",
    status: 404,
    body: '{"error":{"code":404,"message":"Book not found.","status":"NOT_FOUND"}}',
    error: { message: "Book not found." },
  },
];

describe("published bodies", () => {
  it.each(published)("parses the body of $source with $envelope", ({ envelope, status, body, error }) => {
    expect(compileEnvelope(envelope, { name: envelope }).parse(status, body)).toEqual({ status, ...error });
  });

  it("renders the published bytes, apart from whitespace", () => {
    const { body, error } = published[0]!;
    const imaging = contract({
      name: "imaging",
      version: "1.0.0",
      envelope: { success: false, error: { code: "$code", message: "$message", details: "$details?" } },
      errors: {
        INSUFFICIENT_CREDITS: {
          kind: "insufficient_credits",
          status: 400,
          when: "The balance is below the price.",
          message: "Insufficient credits. Need {required, number, ::.00} credits for this plan with add-ons.",
          details: { type: "object" },
        },
      },
    });
    const entry = imaging.entries.get("INSUFFICIENT_CREDITS")!;
    const { details } = error;
    const rendered = compileEnvelope(imaging.envelope, imaging).renderer(entry)({
      message: entry.format(details),
      details,
    });
    expect(rendered).toBe(JSON.stringify(JSON.parse(body)));
  });
});
