import type { BlockText } from "../../document/block.ts";
import { bare, isWord, type Lexis, lexisOf, maxToken } from "./tokens.ts";

/** A token that is written as codes are, and its place in a text. */
export interface PlacedToken {
  /** `whole`, `first`, `word 2`, `word -1`, `code 1`, `bold 1`, `quoted 1`, `bracket`, `label error code`. */
  readonly place: string;
  readonly token: string;
  readonly lexis: Lexis;
}

/** Finds the tokens of a text, each with all places in which it stands. */
export function placedTokens({ text, spans }: Pick<BlockText, "text" | "spans">): readonly PlacedToken[] {
  const found: PlacedToken[] = [];
  const add = (place: string, raw: string, takesWords: boolean): void => {
    if (raw.length > maxToken + 20 || isOther.test(raw)) return;
    const token = bare(raw);
    if (!takesWords && /^[A-Za-z]?[a-z]*$/.test(token)) return;
    const lexis = lexisOf(token);
    if (lexis !== undefined && (takesWords || !isWord(lexis))) found.push({ place, token, lexis });
  };
  addWhole(text, add);
  const head = text.slice(0, maxHead).split(/\s+/).filter(Boolean);
  const tail = text.slice(-maxHead).split(/\s+/).filter(Boolean);
  for (const [index, word] of head.slice(0, 3).entries()) {
    const isMarked = /^["'`“‘([]|[:"'`”’)\]]$/.test(word) || /^[:–—=-]+$/.test(head[index + 1] ?? "");
    add(index === 0 ? "first" : `word ${index + 1}`, word, index === 0 && isMarked);
  }
  if (head.length > 1)
    for (const [index, word] of tail.toReversed().slice(0, 3).entries()) add(`word -${index + 1}`, word, false);
  const counts = { code: 0, strong: 0, link: 0 };
  for (const { mark, text: name } of spans.slice(0, maxSpans)) {
    counts[mark] += 1;
    if (counts[mark] <= 3) add(`${markNames[mark]} ${counts[mark]}`, name, true);
  }
  addLabelled(text, add);
  return found;
}

/** Names of functions and of anchors: `timer.close()`, `{#no-card}`. */
const isOther = /\w\(|^[^\w-]{0,4}[#@]\w/;

type Add = (place: string, raw: string, takesWords: boolean) => void;

/** Characters at both ends of a text in which its first and last words are. */
const maxHead = 300;
const maxSpans = 20;
const markNames = { code: "code", strong: "bold", link: "link" } as const;

/** Adds the only token of a text, or all of a text that is a list of some. */
function addWhole(text: string, add: Add): void {
  const tokens =
    text.length > 1_000 ? [] : text.split(/[\s,;|]+(?:or\s+|and\s+)?/).filter((token) => bare(token) !== "");
  if (tokens.length === 1) add("whole", tokens[0] ?? "", true);
  else if (tokens.length < 20 && tokens.every((token) => isListed(bare(token))))
    for (const token of tokens) add("whole", token, false);
  else if (tokens.length < 4) {
    // Marks, a status or a word stand beside it: `.B NO_CARD`, `404 NO_CARD`.
    const [only, ...others] = tokens.filter((token) => isListed(bare(token)));
    if (only !== undefined && others.length === 0) add("whole", only, false);
  }
}

function isListed(token: string): boolean {
  const lexis = lexisOf(token);
  return lexis !== undefined && lexis !== "number" && !isWord(lexis);
}

/** Adds the tokens behind labels, in quotes, in brackets and in the calls of a function. */
function addLabelled(whole: string, add: Add): void {
  const text = whole.length > maxText ? whole.slice(0, maxText) : whole;
  if (/[:=]/.test(text))
    for (const [, label = "", value = ""] of text.matchAll(labels)) add(`label ${labelName(label)}`, value, true);
  for (const [, label = "", value = ""] of text.matchAll(numbers)) add(`label ${labelName(label)}`, value, false);
  if (!/["“'‘`()[\]{}]/.test(text)) return;
  for (const [, name = "", value = ""] of text.matchAll(calls)) add(`call ${name}`, value, true);
  let quoted = 0;
  for (const [, value = ""] of text.matchAll(quotes)) {
    quoted += 1;
    if (quoted > 3) break;
    add(`quoted ${quoted}`, value, true);
  }
  const inBrackets = Array.from(text.matchAll(brackets), ([, value = ""]) => value);
  if (inBrackets.length > 0) add("bracket", inBrackets.at(-1) ?? "", false);
}

/** Characters of a text in which labels are looked for. */
const maxText = 2_000;

/** A label and what stands behind it: `Error code: NO_CARD`, `"code": 1001`, `code = "NO_CARD"`. */
const labels =
  /(?<![\w-])([A-Za-z][\w-]{0,30}(?: [A-Za-z][\w-]{0,20}){0,2})["'`*)\]]{0,3}\s{0,8}(?::|=>|=)\s{0,16}["'`*[<]{0,3}(-?[A-Za-z0-9][\w.:/-]{1,80})/g;
/** A number or a code right behind the word for it: `Error code 578`, `errno 12`. */
const numbers = /(?<![\w-])((?:error )?code|errno|error number|error) #?(-?\d{1,9}|[A-Z]{1,8}[-_]?\d{2,8})(?![\w.])/gi;
const calls = /(?<![\w.])([A-Za-z_]\w{0,40})\(\s{0,4}["'`](-?[A-Za-z0-9][\w.:/-]{1,80})["'`]/g;
const quotes = /["“'‘`]([^"“”'‘’`\s]{2,80})["”'’`]/g;
const brackets = /[([{]["'`]?(-?[A-Za-z0-9][\w.:/-]{1,80})["'`]?[)\]}]/g;

/** Returns the name of a label without the words before it: "the error code" and "Error code" are the same. */
function labelName(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/[_-]+/g, " ")
    .replace(/^(?:the|an?|with|and|has) /, "");
}
