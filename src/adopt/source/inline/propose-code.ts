import { STATUS_CODES } from "node:http";
import { styleOf } from "../../evidence/index.ts";

/** Words of messages that say nothing about the error. */
const fillers: ReadonlySet<string> = new Set(
  "a an the is are was were be been being has have had this that these those your you we i it its their our of for to in on at by with from as please sorry and or so do does did must should there any some such currently unfortunately".split(
    " ",
  ),
);
const maxWords = 5;

/**
 * Returns a code for an error that is sent without one, from the words of its message or, if it has none, the phrase of its status.
 *
 * @param taken codes that exist: the result is none of them, is added to them, and is written as most of them are
 */
export function proposeCode(message: string, status: number, taken: Set<string> = new Set()): string {
  const words = wordsOf(message);
  const phrase = wordsOf(STATUS_CODES[status] ?? "error");
  const style = styleOfMost(taken);
  const named = words.length === 0 ? phrase : words;
  let code = written(named, style);
  if (taken.has(code)) code = written([...named, ...phrase], style);
  for (let number = 2; taken.has(code); number += 1) code = written([...named, String(number)], style);
  taken.add(code);
  return code;
}

/** Returns the words of the first sentence that say what happened, without placeholders. */
function wordsOf(message: string): readonly string[] {
  const [sentence = ""] = message
    .replaceAll(/\{[^{}]*\}|%(?:\(\w+\))?[+#-]?\d*\.?\d*[a-zA-Z]\b/g, " ")
    .replaceAll(
      /\b(?:could|can|was|were|is|are)(?: ?not|n['’]t) (?:be )?found\b|\bdo(?:es)?(?: not|n['’]t) exist\b/gi,
      "not found",
    )
    .replaceAll(/\bno such ([\w-]+)/gi, "$1 not found")
    .replaceAll(/\bcan['’]t\b/gi, "cannot")
    .replaceAll(/n['’]t\b/gi, " not")
    .replaceAll(/['’]s?\b/g, "")
    .split(/[.!?;](?:\s|$)/);
  const words = sentence.toLowerCase().match(/[a-z][a-z0-9]*/g) ?? [];
  const said = words.filter((word, index) => !fillers.has(word) || words[index - 1] === "not");
  return (said.length > 1 ? said : words.filter((word) => word !== "please")).slice(0, maxWords);
}

type CodeStyle = "upper" | "lower" | "kebab" | "pascal";

function styleOfMost(codes: ReadonlySet<string>): CodeStyle {
  const counts = { upper: 0, lower: 0, kebab: 0, pascal: 0 };
  for (const code of codes) {
    const style = styleOf(code);
    if (style !== undefined && Object.hasOwn(counts, style)) counts[style as CodeStyle] += 1;
  }
  const [first] = Object.entries(counts).toSorted(([, one], [, other]) => other - one);
  return (first?.[0] ?? "upper") as CodeStyle;
}

function written(words: readonly string[], style: CodeStyle): string {
  if (style === "pascal") return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  if (style === "upper") return words.join("_").toUpperCase();
  return words.join(style === "lower" ? "_" : "-");
}
