import { requireContract, requireValue } from "../../contract/faults/arguments.ts";
import type { AnyContract } from "../../contract/index.ts";

/** The differences between a contract and a page about its errors. */
export interface PageDrift {
  /** Codes of the contract that the page does not mention. */
  readonly missing: readonly string[];
  /** Names on the page that look like codes of the contract and are not. */
  readonly unknown: readonly string[];
  /** Codes for which the page states another status than the contract. */
  readonly statuses: readonly StatusDrift[];
}

/** A code whose status differs between a contract and a page. */
export interface StatusDrift {
  /** The code of both. */
  readonly code: string;
  /** The status of the contract. */
  readonly declared: number;
  /** The statuses that the page states. */
  readonly stated: readonly number[];
}

/** One code of a page, with the statuses that the page states. */
export interface DocumentedCode {
  /** The code as it is sent. */
  readonly code: string;
  /** Statuses that the page states for it; empty if it states none. */
  readonly statuses: readonly number[];
}

/**
 * Compares a contract with the text of a published page: HTML, Markdown, JSON or plain text of at most 16 MiB. Deprecated
 * codes need not be mentioned. A name counts as a code if it stands in a table, a heading, a list or as code, and is
 * written like most codes of the contract.
 *
 * @param documented the codes of the page as `errata/adopt` reads them, which takes the place of recognising names
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { pageDrift } from "errata/check";
 *
 * const errors = { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Not found." } } as const;
 * const shop = contract({ name: "shop", version: "1.0.0", errors });
 * pageDrift(shop, "| ORDER_GONE | The order was deleted. |");
 * // { missing: ["ORDER_NOT_FOUND"], unknown: ["ORDER_GONE"], statuses: [] }
 * ```
 */
export function pageDrift(contract: AnyContract, page: string, documented: readonly DocumentedCode[] = []): PageDrift {
  requireContract("pageDrift", contract);
  requireValue("pageDrift: page", page, "string");
  requireValue("pageDrift: documented", documented, "list");
  const entries = [...contract.entries.values()].filter(({ condition }) => condition === undefined);
  const text = page.slice(0, maxLength);
  const known = new Set([...contract.entries.keys(), ...Object.keys(contract.retired)]);
  const style = styleOf(entries.map(({ code }) => code));
  const names = documented.length > 0 ? documented.map(({ code }) => code) : placesOf(text, style);
  const listed = new Set(names);
  return {
    missing: entries
      .filter(({ code, deprecated }) => deprecated === undefined && !listed.has(code) && !mentions(text, code))
      .map(({ code }) => code),
    unknown: [...listed].filter((name) => !known.has(name)).slice(0, maxUnknown),
    statuses: documented.flatMap(({ code, statuses: stated }): readonly StatusDrift[] => {
      const declared = contract.entries.get(code)?.status;
      return declared === undefined || stated.length === 0 || stated.includes(declared)
        ? []
        : [{ code, declared, stated }];
    }),
  };
}

const maxLength = 16 * 2 ** 20;
/** A page with more names than this is about something else. */
const maxUnknown = 500;
const namePattern = /[A-Za-z][A-Za-z0-9]*(?:[_.:-][A-Za-z0-9]+)*/g;
/** Characters beside a name that show where it stands. */
const contextLength = 80;

/** Places in which references put codes: what stands before the name, and what stands after it. */
const places: readonly (readonly [before: RegExp, after: RegExp])[] = [
  // HTML: the whole text of a cell, a heading, a term or code.
  [/<(?:td|th|h[1-6]|dt|li|code|strong|a|summary)\b[^<>]*>\s*$/i, /^\s*(?:<|$)/],
  // Markdown: code, the first cell of a row, a heading, an item of a list.
  [/`$/, /^`/],
  [/(?:^|\n)\s*\|\s*\**$/, /^\**\s*\|/],
  [/(?:^|\n)#{1,6} +$/, /^\s*(?:\n|$)/],
  [/(?:^|\n)\s*[-*+]\s+\**$/, /^\**\s*(?:\n|$|[:–-])/],
  // JSON and YAML: a key, and the value of a code.
  [/(?:^|\n)\s*["']?$/, /^["']?\s*:/],
  [/"(?:code|errorCode|error_code|reason)"\s*:\s*"$/, /^"/],
];

/** Returns the names that match a style and stand where references put codes. */
function placesOf(page: string, style: RegExp): readonly string[] {
  const text = withoutScripts(page);
  return Array.from(text.matchAll(namePattern)).flatMap(({ 0: name, index }): readonly string[] => {
    if (name.length > 63 || !style.test(name)) return [];
    const before = text.slice(Math.max(0, index - contextLength), index);
    const after = text.slice(index + name.length, index + name.length + contextLength);
    return places.some(([left, right]) => left.test(before) && right.test(after)) ? [name] : [];
  });
}

function withoutScripts(page: string): string {
  const lower = page.toLowerCase();
  const parts: string[] = [];
  let at = 0;
  for (const { 0: tag, 1: name = "", index } of page.matchAll(/<(script|style)\b/gi)) {
    if (index < at) continue;
    const end = lower.indexOf(`</${name.toLowerCase()}`, index + tag.length);
    if (end < 0) break;
    parts.push(page.slice(at, index));
    at = end;
  }
  return parts.join("") + page.slice(at);
}

/** Returns a pattern for names that are written like most of the codes. One word alone is too common to be a code. */
function styleOf(codes: readonly string[]): RegExp {
  const styles = [
    /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/,
    /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/,
    /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/,
    /^[A-Z][a-z0-9]+([A-Z][a-z0-9]+)+$/,
  ];
  const [best] = styles
    .map((style) => ({ style, count: codes.filter((code) => style.test(code)).length }))
    .sort((one, other) => other.count - one.count);
  return best === undefined || best.count === 0 ? /^(?!)/ : best.style;
}

/**
 * Returns whether a text contains a code as a word. Text that was copied from a table has no spaces between its cells, so
 * a word that begins with a capital, or a status, may follow at once: `KEY_EXPIREDThe key`, `key_expired401`.
 */
export function mentions(text: string, code: string): boolean {
  const isUpper = code === code.toUpperCase();
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1)) {
    const after = text.slice(at + code.length, at + code.length + 3);
    const before = text.charAt(at - 1);
    const continues = isUpper ? /^(?:_|(?![45]\d\d)\d|[A-Z](?![a-z]))/ : /^(?:[_a-z]|(?![45]\d\d)\d)/;
    // The first cell of a row, before a cell that begins with an acronym: `AUTHZ_ERRORAPI key`.
    const isFirstCell = isUpper && (before === "" || before === "\n") && /^[A-Z]{2}/.test(after);
    if (!/[A-Za-z_]/.test(before) && (isFirstCell || !continues.test(after))) return true;
  }
  return false;
}
