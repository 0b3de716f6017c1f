import { otherSubject, roleOf } from "../roles.ts";
import { isCodeList } from "../sentences.ts";
import { isRegistered } from "../statuses.ts";
import { type Failure, failureOf } from "./failure.ts";
import { distinct, type OwnTokens, ownTokens } from "./own-tokens.ts";
import { regularityOf } from "./regularity.ts";
import { minTokens, type Occurrence, type Slot } from "./slot.ts";
import type { Lexis } from "./tokens.ts";
import type { Unit } from "./units.ts";

/** A slot that has codes, with a score for comparing it to others of the page. */
export interface JudgedSlot extends Slot {
  readonly lexis: Lexis;
  readonly score: number;
  /** Whether its label, column or attribute is named after codes. */
  readonly statesCode: boolean;
}

/** Judges a slot. Returns undefined if it does not have the codes of a page. */
export function judgeSlot(slot: Slot, units: readonly Unit[]): JudgedSlot | undefined {
  const label = judgeLabel(slot);
  const tokens = label === undefined ? undefined : ownTokens(slot, units);
  if (label === undefined || tokens?.lexis === undefined || !areDistinct(tokens.own, label)) return undefined;
  const { lexis, own, isAbout } = tokens;
  if (label.isStatus && lexis !== "number") return undefined;
  const isStrong = isStrongPlace.test(slot.place) || slot.name !== "";
  const regularity = regularityOf(own, units, isStrong);
  if (regularity === undefined) return undefined;
  const failure = failureOf(own, units, lexis);
  const isAnnounced = label.statesCode || label.isStatus || areAnnounced(own, units) || startsUnits(slot, own);
  if (!areErrors({ ...tokens, lexis }, failure, { ...label, isAnnounced })) return undefined;
  const names = distinct(own);
  const weight = label.weight * (isStrong ? 1.2 : 1) * (isAbout ? 1.2 : 1);
  const share = Math.max(failure.names, failure.texts);
  const score = names * (names / own.length) * (0.5 + regularity / 2) * (0.5 + share) * weight;
  return { ...slot, occurrences: own, lexis, score, statesCode: label.statesCode };
}

/** A judgement of the label, the title or the attribute of a slot. */
interface LabelJudgement {
  readonly statesCode: boolean;
  /** Whether it names statuses, which numbers of errors may be as well. */
  readonly isStatus: boolean;
  readonly weight: number;
}

/** Judges the label of a slot; undefined if it names something else. A slot without one may have anything. */
function judgeLabel(slot: Slot): LabelJudgement | undefined {
  const label = labelOf(slot);
  const role = roleOf(label);
  // Components name what they describe in attributes such as `path` and `name`.
  const isComponent = slot.kind.startsWith("component");
  // Names in programs are those of functions and members, unless a label calls them codes.
  if (isProgram.test(slot.kind) && !isCodeLabel.test(label)) return undefined;
  const isOther = isOtherLabel.test(label) || isOtherCode.test(label) || otherSubject(label) !== undefined;
  if ((role === "decoy" && !isComponent) || isOther) return undefined;
  const namesCode = isCodeLabel.test(label);
  const statesCode = label !== "" && (role === "code" || namesCode);
  const isWeak = isWeakLabel.test(label) && !isComponent;
  return {
    statesCode,
    isStatus: role === "status",
    weight: (namesCode ? 2.5 : statesCode ? 1.6 : 1) * (isWeak ? 0.5 : 1),
  };
}

/** Returns the title of the column, the name of the attribute or the label of a slot; empty without one. */
export function labelOf({ name, place }: Slot): string {
  return place.startsWith("label ") ? place.slice(6) : name.startsWith("#") ? "" : name;
}

/** Words for codes in labels. */
const isCodeLabel = /\b(?:codes?|errno|errorcode)\b|(?:^|\W)err(?:or)?[ _-]?(?:id|key|no|num|number)$/i;
/** Listings in languages of programs. */
const isProgram = /^listing (?!(?:json[c5]?|ya?ml|toml|ini|te?xt|plain(?:text)?|none|console|http|xml)?$)/i;
/** Codes that are none of errors. */
const isOtherCode =
  /\b(?:airport|area|bank|branch|city|colou?r|country|coupon|currency|dial|discount|exit|iso|language|mcc|merchant|op|postal|product|promo|province|qr|region|sort|source|state|store|swift|tax|unit|voucher|zip)[ _-]?codes?\b/i;
/** Labels of names that are no codes. */
const isOtherLabel =
  /^(?:see|e\.?g|source|sources|tag|tags|category|example|examples|note|default|(?!err)[a-z ]{0,20}types?|method|url|uri|href|link|src|class|classname|version|date|since|added|param(?:eter)?s?|fields?|event|events|scope|scopes|permission|permissions|role|roles|currency|country|language|locale|icon|layout|lang|content type|import|from|align|style)$/i;

/** Labels of anchors and addresses, which repeat the names of sections. */
const isWeakLabel = /(?:^| )(?:id|name|title|slug|key|value|path|label)$/;

/** Checks whether nearly all tokens are different. Columns of codes may repeat them for each operation. */
function areDistinct(own: readonly Occurrence[], { statesCode }: LabelJudgement): boolean {
  const names = distinct(own);
  return names >= minTokens && names >= own.length * (statesCode ? 0.4 : 0.85);
}

/** Places that authors choose for the name of what they describe. */
const isStrongPlace = /^(?:whole|label|code 1|bold 1|call|bracket)/;

interface Evidence {
  readonly statesCode: boolean;
  /** Whether something says that numbers are codes. */
  readonly isAnnounced: boolean;
}

/** Decides whether tokens are codes of errors, and no statuses, years, fields, events or settings. */
function areErrors(
  { lexis, own, isAbout }: OwnTokens,
  failure: Failure,
  { statesCode, isAnnounced }: Evidence,
): boolean {
  if (failure.typed > 0.3) return false;
  if (lexis === "number") return isAbout && isAnnounced && areNumbers(own) && failure.texts >= 0.3;
  const most = Math.max(failure.names, failure.texts);
  if (isAbout && statesCode) return most >= 0.2;
  if (isAbout) return most >= 0.5 || (failure.names >= 0.25 && failure.texts >= 0.25);
  return failure.names >= (statesCode ? 0.3 : 0.6) && failure.texts >= 0.3;
}

/** Checks whether numbers are those of errors: neither statuses nor years, and not of any length. */
function areNumbers(own: readonly Occurrence[]): boolean {
  const numbers = own.map(({ token }) => token);
  const statuses = numbers.filter((number) => /^[1-5]\d\d$/.test(number) && isRegistered(Number(number)));
  const years = numbers.filter((number) => /^(?:19|20)\d\d$/.test(number));
  return statuses.length * 2 < numbers.length && years.length * 10 < numbers.length * 9;
}

/** Checks whether the heading above most tokens announces codes. */
function areAnnounced(own: readonly Occurrence[], units: readonly Unit[]): boolean {
  const announced = own.filter(({ unit }) => {
    const above = units[units[unit]?.heading ?? -1];
    return isCodeList.test(above?.parts[0]?.text ?? "");
  });
  return announced.length * 2 >= own.length;
}

/** Checks whether long numbers stand at the beginning of headings, items or lines, before a text. */
function startsUnits({ kind, place }: Slot, own: readonly Occurrence[]): boolean {
  if (!/^(?:heading|item|paragraph|line)/.test(kind) || !/^(?:whole|first|code 1|bold 1)$/.test(place)) return false;
  return own.filter(({ token }) => /^-?\d{3,9}$/.test(token)).length * 5 >= own.length * 4;
}
