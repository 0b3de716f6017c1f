import { statusesIn, statusInProse } from "../../extract/statuses.ts";
import type { Note } from "../collect/index.ts";
import { statusOfPhrase } from "./status-names.ts";

/** Facts from the comments of a declaration. */
export interface CommentFacts {
  readonly status: number | undefined;
  readonly meaning: string | undefined;
  readonly isDeprecated: boolean;
}

/** Reads a status and a meaning from the comments of a declaration. */
export function readComments({ above, behind, section }: Note, name: string): CommentFacts {
  const status = statusOfComment(behind) ?? statusOfComment(above) ?? statusesIn(section)[0];
  const meaning = meaningOf(above, name) ?? meaningOf(behind, name);
  return { status, meaning, isDeprecated: /^\s*(?:@deprecated|Deprecated:)/m.test(`${above}\n${behind}`) };
}

function statusOfComment(text: string): number | undefined {
  if (text === "" || text.length > 4_000) return undefined;
  const mapped = /\bHTTP (?:Mapping|status)[^\d\n]{0,20}([1-5]\d\d)\b/i.exec(text)?.[1];
  if (mapped !== undefined) return Number(mapped);
  const [, lead = "", phrase = ""] = /^\W*(?:HTTP\s*)?([45]\d\d)\b\W*([A-Za-z' -]*)/.exec(text) ?? [];
  if (lead !== "" && (phrase.trim() === "" || statusOfPhrase(phrase) === Number(lead) || text.length < 60))
    return Number(lead);
  return statusInProse(text);
}

function meaningOf(text: string, name: string): string | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(
      (line) =>
        !/^(?:status code:? \d|http mapping|@\w+|todo|fixme|#|-{2,}|={2,}|\/\/|eslint|nolint|tslint|prettier|see:?$)/i.test(
          line,
        ),
    );
  const end = lines.findIndex((line, index) => index > 0 && line === "");
  const paragraph = (end < 0 ? lines : lines.slice(0, end))
    .join(" ")
    .replaceAll(/<\/?\w+[^<>]{0,80}>|\{@\w+ ([^{}]*)\}/g, "$1")
    .trim();
  const named = paragraph.startsWith(name)
    ? paragraph
        .slice(name.length)
        .replace(/^\s*[-–—:]\s*/, "")
        .trim()
    : paragraph;
  const isSentence = /\S\s+\S+\s+\S/.test(named) && named.length < 1_000;
  return isSentence ? `${named[0]?.toUpperCase() ?? ""}${named.slice(1)}` : undefined;
}
