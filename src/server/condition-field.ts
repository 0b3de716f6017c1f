import type { Condition } from "../contract/index.ts";
import { conditions } from "../contract/index.ts";
import type { FieldError, FieldErrorCode, FieldLocation } from "./field-error.ts";

type Facts = Readonly<Record<string, unknown>>;

/** Where a finding stands in the request, and in what way that is wrong. A condition that is not listed is no fault of a field. */
const places: Readonly<Partial<Record<Condition, readonly [FieldLocation, FieldErrorCode, field?: string]>>> = {
  malformed_request: ["header", "invalid_format"],
  malformed_body: ["body", "invalid_format"],
  invalid_request: ["body", "invalid"],
  unknown_route: ["path", "invalid"],
  method_not_allowed: ["path", "not_allowed"],
  not_acceptable: ["header", "not_allowed", "accept"],
  length_required: ["header", "required", "content-length"],
  body_too_large: ["body", "too_large"],
  uri_too_long: ["path", "too_large"],
  unsupported_media: ["header", "not_allowed", "content-type"],
  headers_too_large: ["header", "too_large"],
  not_implemented: ["path", "not_allowed"],
};

/** Says a finding of the boundary as one field error, for codes whose details are a list of those. Never quotes the request. */
export function conditionField(condition: Condition, facts: Facts): FieldError {
  const [location, code, field = location] = places[condition] ?? ["body", "invalid"];
  const message = typeof facts.problem === "string" ? facts.problem : sentenceOf(condition, facts);
  return { field, location, code, message };
}

function sentenceOf(condition: Condition, { maxBytes, allow, accepted }: Facts): string {
  if (condition === "body_too_large" && maxBytes !== undefined) return `The body may have at most ${maxBytes} bytes.`;
  if (condition === "uri_too_long" && maxBytes !== undefined) return `The URL may have at most ${maxBytes} bytes.`;
  if (condition === "method_not_allowed" && Array.isArray(allow)) return `This path answers ${allow.join(", ")}.`;
  if (condition === "unsupported_media" && Array.isArray(accepted))
    return `The Content-Type must be ${accepted.join(" or ")}.`;
  if (condition === "not_acceptable" && Array.isArray(accepted)) return `Accept must allow ${accepted.join(" or ")}.`;
  return conditions[condition].message;
}
