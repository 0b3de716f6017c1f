import type { Kind } from "../contract/index.ts";
import { own } from "./own.ts";

/** What a body says. Details are as they came. */
export interface Reading {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly details?: unknown;
  readonly param?: string | undefined;
  readonly requestId?: string | undefined;
  readonly docsUrl?: string | undefined;
  readonly title?: string | undefined;
  /** The kind that the body itself names. */
  readonly kind?: Kind | undefined;
}

/**
 * Reads an error of an API without a contract, in any of the published forms: members beside `error`, `errors`,
 * `detail`, GraphQL's `extensions`, the typed details of AIP-193, problem+json, Kubernetes, Azure, AWS.
 * Never throws, whatever the body is.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a table of names, written out, as V8 compares names far faster than it looks them up
export function readForeign(body: unknown, status: number): Reading {
  // The objects and lists that the body is made of, the outermost first: a handful, whatever the body nests.
  const layers = [body as Layer];
  // Of each the outermost stays.
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
      const value = own(layer, key);
      if (key === "code") code ||= codeOf(value, status);
      if (typeof value === "string") {
        if (key === "message" || key === "detail" || key === "error_description") message ||= value;
        else if (key === "error" || key === "title") title ||= value;
        else if (key === "field" || key === "target" || key === "param" || key === "pointer") param ||= value;
        else if (key === "requestId" || key === "request_id") requestId ||= value;
      } else if (value && typeof value === "object") {
        if (layers.length < 50) layers.push(value as Layer);
        if (key === "metadata") metadata ||= value;
        else if (key === "extensions" || key === "details" || key === "detail") details ||= value;
        else if (key === "errors") errors ||= value;
      }
    }
  // Else the outermost that is a code, as an outer `type` may only say that this is an error.
  if (!code)
    for (const name of ["reason", "__type", "error", "type", "status"])
      for (const layer of layers) code ||= codeOf(own(layer, name), status);
  return {
    code,
    requestId: requestId?.slice(0, 4096),
    message: (message || title)?.slice(0, 4096),
    param: param?.slice(0, 4096),
    details: metadata || details || errors,
  };
}

type Layer = Readonly<Record<string, unknown>>;
type Text = string | undefined;

/**
 * Gives what is a code: one word, and not the status once more. AWS writes its namespace before it and an address
 * (`:http:`) after it; problem types are addresses.
 */
function codeOf(value: unknown, status: number): Text {
  const text = (typeof value !== "object" && value && `${value}`.slice(0, 256)) as Text;
  const code =
    text &&
    // A word longer than those excluded is the usual form, and takes half the time.
    (/^\w{8,}$/.test(text)
      ? text
      : /(^|[#/])(?!about:|(error|true|false|fail\w{0,3})$)([\w.:-]+)(:http.*)?$/i.exec(text)?.[3]);
  return code && code !== `${status}` ? code : undefined;
}
