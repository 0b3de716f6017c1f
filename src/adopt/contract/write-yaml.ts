import { Document, isMap, type Pair, Scalar, type YAMLMap } from "yaml";
import type { SourcePosition } from "../facts.ts";
import { type AdoptedEntry, open } from "./contract-of.ts";
import type { Draft } from "./repair.ts";

/** Writes a contract as YAML, with the origin of every entry and of everything that is open as comments. */
export function writeYaml(draft: Draft, entries: readonly AdoptedEntry[]): string {
  const openEntries = entries.filter(({ members }) => members.status === open).length;
  const count = entries.length === 1 ? "1 code" : `${entries.length} codes`;
  const document = new Document(draft, { aliasDuplicateObjects: false });
  document.commentBefore = ` Adopted by errata: ${count}${openEntries === 0 ? "" : `, ${openEntries} without a status`}. Each kind is a guess from the words of its code.`;
  const errors = document.get("errors") as YAMLMap<Scalar, YAMLMap>;
  const byCode = new Map(entries.map((entry) => [entry.error.code, entry]));
  for (const pair of errors.items) comment(pair, byCode.get(String(pair.key.value)));
  const conditions = document.get("conditions");
  if (isMap(conditions)) conditions.commentBefore = " A guess: several codes are of the kind of each condition.";
  return document.toString({ lineWidth: 120 });
}

function comment({ key, value }: Pair<Scalar, YAMLMap>, entry: AdoptedEntry | undefined): void {
  if (entry === undefined || value === null) return;
  const { source, places, confidence } = entry.error;
  const origin = originOf(places.length === 0 ? [source] : places);
  key.commentBefore =
    confidence === "guessed" ? `${origin}\n The error is sent without a code; this one is proposed.` : origin;
  for (const pair of value.items) {
    const text = entry.comments[String((pair.key as Scalar).value)];
    if (text !== undefined && pair.value instanceof Scalar) pair.value.comment = ` ${text}`;
  }
}

/** Most places of an entry that are written. */
const maxPlaces = 5;

function originOf(places: readonly SourcePosition[]): string {
  const shown = places.slice(0, maxPlaces).map(({ file, line }) => `${file}:${line}`);
  const more = places.length > maxPlaces ? ` and ${places.length - maxPlaces} more` : "";
  return ` ${shown.join(", ")}${more}`;
}
