import type { ParsedBody } from "../metadata.ts";
import { getOwn, maxTextLength } from "./untrusted-input.ts";

/** Objects and lists of one body that are searched; the rest is ignored. */
const maxLayers = 50;

/**
 * Parses the error of an API without a contract, in any published format: members beside `error`, `errors` or `detail`,
 * GraphQL's `extensions`, the typed details of AIP-193, problem+json, Kubernetes, Azure. Never throws.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: names are compared inline because V8 compares constants much faster than it looks them up in a table
export function parseKnownFormats(body: unknown, status: number): ParsedBody {
  // The body and everything nested in it, outermost first. For each property the outermost value wins.
  const layers = [body as Layer];
  let code: Text;
  let message: Text;
  let title: Text;
  let param: Text;
  let requestId: Text;
  let metadata: unknown;
  let details: unknown;
  let errors: unknown;
  for (const layer of layers)
    for (const key in layer) {
      const value = getOwn(layer, key);
      if (key === "code") code ||= asCode(value, status);
      if (typeof value === "string") {
        if (key === "message" || key === "detail" || key === "error_description") message ||= value;
        else if (key === "error" || key === "title") title ||= value;
        else if (key === "field" || key === "target" || key === "param" || key === "pointer") param ||= value;
        else if (key === "requestId" || key === "request_id") requestId ||= value;
      } else if (value && typeof value === "object") {
        if (layers.length < maxLayers) layers.push(value as Layer);
        if (key === "metadata") metadata ||= value;
        else if (key === "extensions" || key === "details" || key === "detail") details ||= value;
        else if (key === "errors") errors ||= value;
      }
    }
  // Name by name, because an outer `type` often only says "error" while an inner `reason` is the code.
  if (!code)
    for (const name of ["reason", "error", "type", "status"])
      for (const layer of layers) code ||= asCode(getOwn(layer, name), status);
  return {
    code,
    requestId: requestId?.slice(0, maxTextLength),
    message: (message || title)?.slice(0, maxTextLength),
    param: param?.slice(0, maxTextLength),
    details: metadata || details || errors,
  };
}

type Layer = Readonly<Record<string, unknown>>;
type Text = string | undefined;

/** The usual form of a code. It is longer than every word that `codeInText` excludes. */
const plainCode = /^\w{8,}$/;

/** A namespace can precede a code; a problem type is a URL that ends in the code. */
const codeInText = /(^|[#/])(?!about:|(error|true|false|fail\w{0,3})$)([\w.:-]+)$/i;

/** Returns the value if it looks like an error code: a single word other than the status. */
function asCode(value: unknown, status: number): Text {
  if (!value || typeof value === "object") return undefined;
  const text = `${value}`.slice(0, 256);
  const code = plainCode.test(text) ? text : codeInText.exec(text)?.[3];
  return code === `${status}` ? undefined : code;
}
