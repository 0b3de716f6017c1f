import type { ParsedBody } from "../metadata.ts";
import { codeIn, plainCode } from "./code-in.ts";
import { maxTextLength } from "./parse-text.ts";

/**
 * Parses `{ code, message, param }`, at the top or in `error`, and problem details without further members: the forms of
 * most errors, for which the search of `parsePublishedBody` would return the same, ten times slower. Returns undefined for
 * any other body.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: names are compared inline because V8 compares constants much faster than it looks them up
export function parsePlainBody(body: unknown, status: number): ParsedBody | undefined {
  let code: string | undefined;
  let message: string | undefined;
  let detail: string | undefined;
  let title: string | undefined;
  let type: string | undefined;
  let innerType: string | undefined;
  let param: string | undefined;
  let requestId: string | undefined;
  let layer = body as object | undefined;
  // The body, and its error.
  for (let depth = 0; depth < 2 && layer; depth += 1) {
    let inner: object | undefined;
    for (const key in layer) {
      const value = getOwn(layer, key);
      if (typeof value !== "string") {
        if (key === "error" && depth === 0 && value && typeof value === "object" && !Array.isArray(value))
          inner = value;
        else if (value !== null && value !== false && (key !== "status" || value !== status)) return undefined;
      } else if (key === "code" && !code && plainCode.test(value)) code = value;
      else if (key === "message" && !message) message = value;
      else if ((key === "param" || key === "field") && !param) param = value;
      else if ((key === "request_id" || key === "requestId") && !requestId && plainId.test(value)) requestId = value;
      else if (key === "type") {
        if (depth) innerType = value;
        else type = value;
      } else if (key === "detail" && !depth) detail = value;
      else if (key === "title" && !depth) title = value;
      else if (
        key !== "doc_url" &&
        (key !== "instance" || (value[0] !== "/" && (plainId.test(value) || value.includes("://"))))
      )
        return undefined;
    }
    layer = inner;
  }
  const text = message || detail || title;
  // A single word as the text or the title can be the code, and which of several texts precedes depends on their words.
  if (
    !text ||
    text.charCodeAt(text.length - 1) === lineBreak ||
    !(code || text.includes(" ")) ||
    (message && (detail || title)) ||
    (title && !title.includes(" "))
  )
    return undefined;
  code ??= codeIn(type, status, "phrase") ?? codeIn(innerType, status, "phrase");
  if ((code?.length ?? 0) + text.length > maxTextLength) return undefined;
  // All members, as in the result of the search, so that adding one changes no shape.
  return {
    code,
    message: text,
    param: param || undefined,
    requestId,
    details: undefined,
    kind: undefined,
    retry: undefined,
    effect: undefined,
  };
}

/** Character code of a line break, which the search removes from the end of a message. */
const lineBreak = 10;

/** Returns a member that is not inherited. */
export function getOwn(layer: object, name: string): unknown {
  // biome-ignore lint/suspicious/noPrototypeBuiltins: V8 optimises this check away inside for-in loops, but not Object.hasOwn
  return {}.hasOwnProperty.call(layer, name) ? (layer as Readonly<Record<string, unknown>>)[name] : undefined;
}

/** A request id, rather than a sentence. */
export const plainId: RegExp = /^[\w.:;=+#|%~{}-]+(, [\w.:|-]+)*$/;

/** A UUID, digits before capitals, or `s-err-9e1b0d5a`, which name nothing. */
export const isGenerated: RegExp =
  /^(?=.*\d[A-Z]|.{36})[A-Z\d-]{6,}$|^[\da-f]{8}-?[\da-f-]{23,27}$|(^|-)(err|req)[-_](?=[a-z]*\d)[a-z\d]{8,}$/;
