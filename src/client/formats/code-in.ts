import { textOf } from "./parse-text.ts";

/** Words that announce an error without naming it, ends of pages about errors in general, and numbers of an article or an account. */
export const noCode: RegExp =
  /^(error(s|ed|_list)?|fatal|warn(ing)?|info|err|true|false|(not_?)?ok|ko|none|global|success|finished|done|0|fail\w{0,3}|field|doc|[\w-]*(glossary|codes|docs|reference)|problems?|blank|(text.)?html|(application|text)\/[\w.+-]+|string|number|integer|object|array|list|boolean|null|undefined|fault(code|string)|message|\d{12,}|[\da-f]{8}-[\da-f-]{27})$/i;

/** The usual forms of a code, tried first because that is fast: neither one of these words nor a phrase. */
export const plainCode: RegExp = /^((?!error_list$)[a-z]\w{9,}|[A-Z]{2,}_\w{2,})$/;

/** A URL of a specification describes no error of an API. */
const specification = /\/rfc\d|ietf\.org|w3\.org|mozilla\.org|^urn:uuid/;

const anyStatus = /^(200|4[0-3]\d|451|50\d|51[01])$/;

/** Characters of codes, and of those in a member that holds only codes: `[duplicate]box.name`. */
const isCode = /^[\w.:/\\#?=&%,|-]+$/;
const isExactCode = /^(\[\w+\])?[\w.:/\\#?=&%,|-]+$/;

/** How much else a member can hold: only codes, also a status, or also a phrase such as `Forbidden`. */
export type Looseness = "code" | "status" | "phrase";

/** Codes of phrases that occurred before, because an API has few problem types. Bounded, because they come from responses. */
const known = new Map<unknown, string>();

/**
 * Returns the code in a value: a single word, the end of a problem type's URL or URN, or the word that AWS writes between
 * a namespace and a URL.
 */
export function codeIn(value: unknown, status: number, looseness: Looseness): string | undefined {
  if (!value) return undefined;
  let code = looseness === "phrase" ? known.get(value) : undefined;
  if (code === undefined) {
    const text = textOf(value).slice(0, 256).trim();
    code = plainCode.test(text) ? text : (codeOf(text, status, looseness) ?? "");
    if (looseness === "phrase" && known.size < 500) known.set(text, code);
  }
  return code === "" || (code.length === 3 && code === `${status}`) ? undefined : code;
}

function codeOf(source: string, status: number, looseness: Looseness): string | undefined {
  // Arguments, `NoBoxLeft(size)`, a number before the name, `-1, Box.Exception`, `<class 'box.Error'>`, and a UUID behind it.
  const text = source.replace(/\b\(.*\)$|^-?\d+, (?=\S+$)|^<class '|'>$|\/[\da-f]{8}-[\da-f-]{27}$/g, "");
  if (looseness === "phrase" && /^[A-Z][a-z]+$/.test(text)) return undefined;
  if (
    (looseness !== "code" && !(looseness === "status" && status < 400) && anyStatus.test(text)) ||
    !(looseness === "phrase" ? isCode : isExactCode).test(text.replace("#!", "")) ||
    specification.test(text)
  )
    return undefined;
  // A code may begin with a slash, as namespaces in SAP do. A type that does is a relative URL.
  const isUrl = /^(https?|urn|tag|about):/.test(text) || (looseness === "phrase" && text[0] === "/");
  const code = isUrl
    ? /([\w.-]+)\/?$/.exec(
        text.replace(/^https?:\/\/[^/?#]*(\?(type|code|error)=(?=\w+[A-Z_-]))?|\?.*|\.html?$/g, ""),
      )?.[1]
    : text.replace(/^.*#|:https?:.*/g, "");
  return noCode.test(code ?? "") || (looseness === "phrase" && /^error\b[^-]/i.test(text)) ? undefined : code;
}
