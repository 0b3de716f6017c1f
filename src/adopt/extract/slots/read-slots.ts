import type { Document } from "../../document/block.ts";
import type { Reading, SourceText } from "../../facts.ts";
import { Findings } from "../findings.ts";
import { contextOf } from "../section/index.ts";
import { type JudgedSlot, judgeSlot, labelOf } from "./judge-slot.ts";
import { candidatesOf } from "./records.ts";
import { slotsOf } from "./slot.ts";
import { linesOf, type Unit, unitsOf } from "./units.ts";

/** The codes of a page by the place in which they stand. */
export interface SlotReading {
  readonly reading: Reading;
  readonly codes: ReadonlySet<string>;
  /** Whether what stands before the codes calls them so. */
  readonly statesCode: boolean;
  /** Whether they are not in a table, whose other columns the readers know. */
  readonly isOutside: boolean;
  /** The place, in words. */
  readonly place: string;
}

/**
 * Finds the codes of a page by the place that recurs with each of them, whatever its layout: all first words of its items,
 * all values of one attribute, all numbers behind `Code:`. Returns undefined for a page that has none.
 */
export function readSlots(document: Document, source: SourceText): SlotReading | undefined {
  const { isErrorPage } = contextOf(document, source.file);
  if (isHistory.test(source.file) || (!isErrorPage && isOtherPage(document, source.file))) return undefined;
  const views = [unitsOf(document, source.text, isErrorPage)];
  if (!/<(?:html|body|head)\b/i.test(source.text.slice(0, 20_000)) && !/\.html?$/i.test(source.file))
    views.push(linesOf(source.text, isErrorPage));
  const found = views.map((units) => ({ units, ...bestOf(units) }));
  const [first, second] = found;
  // Blocks say more about a record than lines do.
  const chosen = (second?.best?.score ?? 0) > (first?.best?.score ?? 0) * 1.25 ? second : first;
  if (chosen?.best === undefined) return undefined;
  const findings = new Findings(source);
  const slots = [chosen.best, ...siblingsOf(chosen.best, chosen.judged)];
  const codes = new Set<string>();
  for (const slot of slots)
    for (const candidate of candidatesOf(slot, chosen.units)) {
      codes.add(candidate.code);
      findings.add(candidate);
    }
  return {
    reading: findings.finish(),
    codes,
    statesCode: chosen.best.statesCode,
    isOutside: chosen.best.kind !== "row",
    place: placeOf(chosen.best),
  };
}

/** Checks whether the title or the name of a page says that it is about something else that has names. */
function isOtherPage({ blocks, frontMatter: { title } }: Document, file: string): boolean {
  const first = blocks.find(({ type }) => type === "heading");
  const titles = [title, first?.type === "heading" ? first.text : "", file.split(/[/\\]/).at(-1)];
  return titles.some((text) => typeof text === "string" && otherNames.test(text.replaceAll(/[_.-]/g, " ")));
}

const otherNames =
  /\b(?:(?:audit |activity )?(?:logs?|events?)|webhooks?|notifications?|permissions?|scopes?|roles|configuration|options|settings|parameters|environment variables|feature flags|metrics|currenc(?:y|ies)|countries|languages|time ?zones?|glossary)\b/i;

/** Files that name what was changed. */
const isHistory = /(?:^|[/\\])(?:change-?log|history|releases?(?:-?notes)?|news|migrat\w*|upgrad\w*)\b[^/\\]*$/i;

function bestOf(units: readonly Unit[]): {
  readonly judged: readonly JudgedSlot[];
  readonly best: JudgedSlot | undefined;
} {
  const judged = slotsOf(units).flatMap((slot) => judgeSlot(slot, units) ?? []);
  const [best] = judged.toSorted((one, other) => other.score - one.score);
  return { judged, best };
}

/** Returns the slots that continue the best one in units of another kind: in headings of another level, in other tables. */
function siblingsOf(best: JudgedSlot, judged: readonly JudgedSlot[]): readonly JudgedSlot[] {
  const family = ({ kind }: JudgedSlot): string => kind.replace(/\s*\d+$/, "");
  return judged.filter(
    (slot) =>
      slot !== best &&
      slot.lexis === best.lexis &&
      slot.place === best.place &&
      family(slot) === family(best) &&
      (slot.kind !== best.kind || slot.name !== best.name),
  );
}

/** Describes a place: `the label "code" of lines in listings`. */
function placeOf(slot: JudgedSlot): string {
  const label = labelOf(slot);
  const where = slot.kind.replace(/^(heading|item) \d+$/, "$1").replace(/^listing.*/, "listing");
  return label === "" ? `in the same place of each ${where}` : `in “${label}” of each ${where}`;
}
