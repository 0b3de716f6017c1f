import type { Member } from "../../collect/index.ts";
import { isFormat } from "../symbols.ts";

/** Returns whether most constants of a class are different texts of digits that are longer than statuses. */
export function areDigits(members: readonly Member[]): boolean {
  const texts = members.flatMap(({ place, value }) =>
    place === "constant" && value?.type === "string" && /^\d{4,9}$/.test(value.text) ? [value.text] : [],
  );
  // Others repeat a constant by its name.
  const areAll = members.every(({ value }) => value?.type === "string" || value?.type === "name");
  return areAll && texts.length * 10 >= members.length * 8 && new Set(texts).size * 10 >= texts.length * 9;
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
