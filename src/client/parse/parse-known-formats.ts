import type { ContractMetadata, ParsedBody } from "../metadata.ts";
import { getOwn, maxTextLength } from "./untrusted-input.ts";

/**
 * Parses an error in the usual JSON form: members of the body, or of its `error` or `detail`. The published formats know more,
 * but contracts need only this, and a browser until it has loaded those. Never throws.
 *
 * @param codes returns nothing for a code that is not one of these. @default any code
 */
export function parseKnownFormats(body: unknown, status: number): ParsedBody;
export function parseKnownFormats(
  body: unknown,
  status: number,
  codes: ContractMetadata["codes"] | undefined,
): ParsedBody | undefined;
export function parseKnownFormats(
  body: unknown,
  status: number,
  codes?: ContractMetadata["codes"],
): ParsedBody | undefined {
  const inner = getOwn(body, "error") ?? getOwn(body, "detail");
  const layer = typeof inner !== "object" ? body : inner;
  const textOf = (name: string): Text => asText(getOwn(layer, name));
  const value = getOwn(layer, "code") || asText(inner);
  // An object is not text, because its `toString` can be anything.
  const text = value && typeof value !== "object" ? `${value}`.slice(0, maxTextLength) : "";
  const code = codeInText.test(text) && text !== `${status}` ? text : undefined;
  if (codes && !getOwn(codes, code)) return undefined;
  return {
    code,
    message: textOf("message") ?? textOf("detail") ?? asText(inner),
    param: textOf("param"),
    requestId: textOf("requestId") ?? asText(getOwn(body, "request_id")),
    details: getOwn(layer, "details"),
  };
}

type Text = string | undefined;

/** One word. Those that announce an error are not a code. */
const codeInText = /^(?!(error|fail\w*)$)[\w.:-]+$/i;

function asText(value: unknown): Text {
  return typeof value === "string" && value ? value.slice(0, maxTextLength) : undefined;
}
