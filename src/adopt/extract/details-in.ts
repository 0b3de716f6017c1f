import type { BlockText } from "../document/block.ts";
import { type Found, found } from "./candidate.ts";

/** Finds the members of the details that a text names: `details` includes `required` and `current`. */
export function detailsIn({ text, spans, offset }: BlockText): readonly Found[] {
  const details = spans.find(
    ({ mark, text: name }) => mark === "code" && /^(?:\w+\.)?(?:details?|metadata|meta|extensions)$/.test(name),
  );
  if (details === undefined) return [];
  const rest = text.slice(details.start + details.text.length);
  if (/^\s+(?:is an? )?(?:array|list)\b/.test(rest)) return [found("details", [], offset, "derived")];
  if (!/^[^.]{0,30}\b(?:includes?|contains?|has|have|holds?|carries|lists?|with)\b/.test(rest)) return [];
  const end = text.indexOf(". ", details.start);
  const names = spans.filter(
    ({ mark, start, text: name }) =>
      mark === "code" && start > details.start && (end < 0 || start < end) && /^[A-Za-z_]\w*$/.test(name),
  );
  if (names.length === 0) return [];
  return [found("details", Object.fromEntries(names.map(({ text: name }) => [name, null])), offset, "derived")];
}
