import { isIdentifier } from "../../../evidence/index.ts";
import type { Member } from "../../collect/index.ts";
import { wordsOf } from "../../names/index.ts";
import { isFormat, isMessage } from "../symbols.ts";

/** Returns whether most constants of a class are different texts of digits that are longer than statuses. */
export function areDigits(members: readonly Member[]): boolean {
  const texts = members.flatMap(({ place, value }) =>
    place === "constant" && value?.type === "string" && /^\d{4,9}$/.test(value.text) ? [value.text] : [],
  );
  // Others repeat a constant by its name.
  const areAll = members.every(({ value }) => value?.type === "string" || value?.type === "name");
  return areAll && texts.length * 10 >= members.length * 8 && new Set(texts).size * 10 >= texts.length * 9;
}

/** Returns whether nearly all members of a map are messages. */
export function areMessages(members: readonly Member[]): boolean {
  const messages = members.filter(
    ({ place, value }) => place === "object" && value?.type === "string" && isMessage(value.text),
  );
  return messages.length > 2 && messages.length * 10 >= members.length * 8;
}

/** Returns whether a map has error codes with texts that are translated: `'NOBOOK' => Text::translate('{errors:NOBOOK}')`. */
export function areTranslated(members: readonly Member[]): boolean {
  return members.length > 2 && members.every(isTranslated);
}

function isTranslated({ name, node, place, value, owners }: Member): boolean {
  if (place !== "object" || node.type !== "string" || value?.type !== "call") return false;
  const translates = isFormat(value.path) || /^(?:noop|trans|gettext|_+|l10n)$/i.test(value.path.at(-1) ?? "");
  return translates && /^[A-Z][A-Z0-9_]+$/.test(name) && /err(?:or)?_?codes?/i.test(owners.at(-1) ?? "");
}

/** Returns whether a constant is something else than a code by its name. */
export function isSetting(name: string, text: string): boolean {
  // Generated models name their members so.
  if (/^(?:SERIALIZED_NAME|JSON_PROPERTY)_/.test(name)) return true;
  const words = wordsOf(name);
  const word = words.at(-1) ?? "";
  // `SoldOutValue = "SoldOut"` only names its value.
  if (word === "value" && words.slice(0, -1).join("") === wordsOf(text).join("")) return false;
  return (
    /^(?:default|prefix|namespace|ns|header|version|url|domain|service|tag|locale|messages?|titles?|suffix|separator|format|key|field|param|parameter|value)$/.test(
      word,
    ) && word !== wordsOf(text).at(-1)
  );
}

/** Returns the code before a text, and the text: `"SHP-10404: The book is gone."`. */
export function prefixOf(text: string): readonly [string, string] | undefined {
  const [, code, message] =
    /^\[?([A-Z][A-Z0-9]{0,11}(?:[-_][A-Z0-9]{1,24}){0,8})\]?\s?[:|-]\s+(\S.*)$/s.exec(text) ?? [];
  const isCode = code !== undefined && isIdentifier(code);
  return isCode && message !== undefined ? [code, message] : undefined;
}
