import { describesFailure } from "../../evidence/index.ts";
import { isTyped } from "../sentences.ts";
import type { Occurrence } from "./slot.ts";
import type { Lexis } from "./tokens.ts";
import type { Unit } from "./units.ts";

/** How many names and texts of a slot are those of failures. */
export interface Failure {
  /** Share of tokens that name failures. */
  readonly names: number;
  /** Share of texts beside them that describe failures. */
  readonly texts: number;
  /** Share of texts that begin with a type, as those of fields do. */
  readonly typed: number;
}

/** Measures how many names and texts beside them are those of failures, on a sample of long lists. */
export function failureOf(own: readonly Occurrence[], units: readonly Unit[], lexis: Lexis): Failure {
  const step = Math.ceil(own.length / maxSample);
  const sample = own.filter((_, index) => index % step === 0);
  const texts = sample.map((one) => textBeside(one, units));
  const share = (count: number): number => count / sample.length;
  return {
    names: lexis === "number" ? 0 : share(sample.filter(({ token }) => describesFailure(withoutOwner(token))).length),
    texts: share(texts.filter((text) => /\s/.test(text) && describesFailure(text)).length),
    typed: share(texts.filter(isTyped).length),
  };
}

const maxSample = 200;

/** Removes the name before the first dot, which many members of an object share: `timeout.close`. */
function withoutOwner(token: string): string {
  return token.replace(/^[A-Za-z]\w*[.:](?=\w)/, "");
}

/** Returns the text beside a token: in its unit or, if that has none, in the next one. */
function textBeside({ token, unit, part }: Occurrence, units: readonly Unit[]): string {
  const others = units[unit]?.parts.filter((other) => other !== part).map(({ text }) => text) ?? [];
  const { before, behind } = around(part.text, token);
  const own = [behind, before, ...others].find(isText);
  if (own !== undefined) return own;
  const next = units[unit + 1];
  return next === undefined || next.level !== undefined ? "" : (next.parts[0]?.text ?? "");
}

/** Returns the texts before and behind a token, without the punctuation between them. */
export function around(whole: string, token: string): { readonly before: string; readonly behind: string } {
  const text = whole.slice(0, maxText);
  const at = Math.max(text.indexOf(token), 0);
  return {
    before: text.slice(0, at).replace(/[^\p{L}\p{N}.!?]{1,20}$/u, ""),
    behind: text.slice(at + token.length).replace(/^[^\p{L}\p{N}]{1,20}/u, ""),
  };
}

/** Characters of a text that are looked at. */
const maxText = 4_000;

/** Checks whether a text has several words. */
export function isText(text: string): boolean {
  const words = text
    .slice(0, 300)
    .split(/\s+/)
    .filter((word) => /\p{L}{2}/u.test(word));
  return words.length > 1 || /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3}/.test(text.slice(0, 300));
}
