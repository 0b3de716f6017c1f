import { STATUS_CODES } from "node:http";
import { describesFailure, isIdentifier, styleOf } from "../../evidence/index.ts";
import type { Description, Unit } from "../collect/index.ts";
import { isErrorName, isErrorPath, nameOfKey, roleOfKey, statusOfPhrase } from "../names/index.ts";
import type { Pair, Value } from "../syntax/index.ts";
import type { CodeChoice, Profile } from "./profile.ts";
import { isCodeText, isMessage, type Symbols } from "./symbols.ts";

/** Everything that decides whether a description has a code. */
export interface Evidence {
  readonly description: Description;
  readonly profile: Profile;
  /** The status of the description, or the one around it. */
  readonly status: number | undefined;
  readonly symbols: Symbols;
  /** Whether its own code is one of few that many descriptions share, so that their keys are the codes. */
  readonly isCategory: boolean;
  /** Returns whether a list or another description has a code. */
  readonly isKnown: (code: string) => boolean;
}

/** Returns the code that a call, an object or a tuple describes, by how it is named and by what else it says; undefined if none. */
export function codeOfDescription(evidence: Evidence): string | undefined {
  const { profile, description, isKnown, symbols } = evidence;
  const { code, status } = profile;
  if (description.callee.some((part) => logs.test(part))) return undefined;
  if (code !== undefined && !evidence.isCategory && isDescribed(code, evidence)) return code.text;
  const key = codeOfKey(description.key, description.unit, symbols);
  if (key === undefined) return undefined;
  if (isKnown(key) && (status !== undefined || hasText(profile))) return key;
  // The key is the last of the owners itself. Kinds of errors, without a code of their own, are not codes.
  const owners = description.owners.slice(0, -1);
  if (/(?:Types|Kinds|Categories|Groups)$/.test(owners.at(-1) ?? "") && !isErrorName(owners.at(-1))) return undefined;
  const isMap = owners.some(isErrorName) || isErrorPath(description.unit);
  return isMap && status !== undefined && status >= 400 && isCodeName(key) ? key : undefined;
}

/**
 * Finds the numbers of errors that several calls of one function declare, of whatever size and at whatever place they are:
 * `ErrLent = Register(desk, 2, "book is lent")`. Numbers that are repeated, such as statuses, are none.
 */
export function declaredNumbers(
  descriptions: readonly Description[],
  symbols: Symbols,
): ReadonlyMap<Description, string> {
  const groups = new Map<string, Description[]>();
  for (const description of descriptions) {
    const { callee, owners, within, unit } = description;
    const name = callee.at(-1) ?? "";
    if (within !== undefined || !owners.slice(-2).some(isErrorName) || passesOn.test(name) || name === "") continue;
    if (addsPrefix(description, symbols)) continue;
    const place = numberAt(description);
    const key = `${unit.file} ${callee.join(".")} ${place}`;
    const group = groups.get(key) ?? [];
    if (place < 0) continue;
    groups.set(key, group);
    group.push(description);
  }
  const numbers = [...groups.values()].filter(areNumbered).flat();
  return new Map(numbers.map((one) => [one, String(numberOf(one, numberAt(one)))]));
}

/**
 * Finds the codes with which several calls of one function register messages, as in `MsgGone = register("LB1001", "The book is gone.")`,
 * in a source about errors.
 */
export function registeredCodes(
  descriptions: readonly Description[],
  symbols: Symbols,
): ReadonlyMap<Description, string> {
  const groups = new Map<string, [Description, string][]>();
  for (const description of descriptions) {
    const { callee, pairs, within, unit } = description;
    const [code, message] = pairs
      .slice(0, 2)
      .map(({ key, value }) => (key === undefined ? symbols.text(value, unit) : undefined));
    if (within !== undefined || !isErrorPath(unit) || !/^[A-Z]{1,8}[-_]?\d{3,6}$/.test(code ?? "")) continue;
    if (message === undefined || !isMessage(message) || passesOn.test(callee.at(-1) ?? "")) continue;
    const key = `${unit.file} ${callee.join(".")}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push([description, code ?? ""]);
  }
  return new Map([...groups.values()].filter(({ length }) => length >= minRegistered).flat());
}

/** Fewest calls that register messages. */
const minRegistered = 4;

/** Checks whether a factory that was created with a prefix writes it before the number: `codes = Factory("LIB"); codes.create(1, "…")`. */
function addsPrefix({ callee, unit }: Description, symbols: Symbols): boolean {
  const factory = callee.length > 1 ? symbols.find(callee.slice(0, -1), unit)?.value : undefined;
  const [only, ...others] = factory?.type === "call" ? factory.pairs : [];
  return others.length === 0 && only?.value.type === "string" && /^[A-Z][A-Z0-9_-]{0,11}$/.test(only.value.text);
}

/** Returns the place of the only number beside a text and, with several, beside a status; -1 without one. */
function numberAt({ pairs }: Description): number {
  const numbers = pairs.filter(({ key, value }) => key === undefined && value.type === "number");
  const [only, ...others] = numbers.length > 1 ? numbers.filter((pair) => !isStatus(pair)) : numbers;
  const place = only === undefined || others.length > 0 ? -1 : pairs.indexOf(only);
  const before = pairs.slice(0, place).map(({ value }) => value);
  if (!before.every(({ type }) => type === "name" || type === "string")) return -1;
  const after = pairs.slice(place + 1);
  const isLast = after.every(isStatus) && before.some((value) => value.type === "string" && isMessage(value.text));
  return isLast || after.some(({ value }) => value.type === "string") ? place : -1;
}

function isStatus({ value }: Pair): boolean {
  return value.type === "number" && Object.hasOwn(STATUS_CODES, value.value);
}

/** Finds the numbers of errors that are the keys of a map of descriptions, as in `1001: { message: "No such book." }`. */
export function keyedNumbers(descriptions: readonly Description[]): ReadonlyMap<Description, string> {
  const maps = new Map<string, Description[]>();
  for (const description of descriptions) {
    const { key, owners, unit, pairs } = description;
    if (key?.type !== "number" || !(owners.some(isErrorName) || isErrorPath(unit))) continue;
    if (!pairs.some(({ value }) => value.type === "string" && isMessage(value.text))) continue;
    const place = [unit.file, ...owners.slice(0, -1)].join("\n");
    const map = maps.get(place) ?? [];
    maps.set(place, map);
    map.push(description);
  }
  // Small numbers may count anything.
  const areLarge = (map: readonly Description[]): boolean => map.every((one) => Math.abs(keyOf(one)) >= 100);
  const numbered = [...maps.values()].filter((map) => areOwn(map.map(keyOf)) && areLarge(map)).flat();
  return new Map(numbered.map((one) => [one, String(keyOf(one))]));
}

function keyOf({ key }: Description): number {
  return key?.type === "number" ? key.value : 0;
}

function numberOf({ pairs }: Description, place: number): number {
  const value = pairs[place]?.value;
  return value?.type === "number" ? value.value : 0;
}

function areNumbered(calls: readonly Description[]): boolean {
  return areOwn(calls.map((call) => numberOf(call, numberAt(call))));
}

/** Checks whether several numbers are different, and HTTP does not define most of them. */
function areOwn(numbers: readonly number[]): boolean {
  const own = numbers.filter((number) => !Object.hasOwn(STATUS_CODES, number));
  return numbers.length > 2 && new Set(numbers).size * 10 >= numbers.length * 9 && own.length * 2 > numbers.length;
}

/** Returns whether a text is written as codes are, and not as a word of ordinary language. */
export function isCodeName(text: string): boolean {
  return isIdentifier(text) || /^[A-Z][A-Z0-9]{2,}$/.test(text);
}

function isDescribed(code: CodeChoice, evidence: Evidence): boolean {
  const { profile, status, isKnown } = evidence;
  const isFailure = status !== undefined && status >= 400;
  if (code.isReference && isKnown(code.text)) return isFailure || hasText(profile);
  if (code.by === "named") return isNamedCode(code, isFailure, evidence);
  return code.by === "weak" ? isWeakCode(code, isFailure, evidence) : isPlacedCode(code, isFailure, evidence);
}

function isNamedCode({ text }: CodeChoice, isFailure: boolean, evidence: Evidence): boolean {
  const isErrors = isAboutErrors(evidence.description);
  if (/^-?\d+$/.test(text)) return isErrors && (isFailure || hasText(evidence.profile));
  if (isFailure) return isErrors || isCodeName(text) || evidence.profile.namesMessage;
  if (!isErrors) return false;
  return hasText(evidence.profile)
    ? isCodeName(text) || isConstruction(evidence.description)
    : isDeclared(text, evidence);
}

/** Checks whether an error is declared once, with its code, whose text is written elsewhere: `ErrLent = Error{Code: "LIB-1001"}`. */
function isDeclared(text: string, { description: { callee, within, owners } }: Evidence): boolean {
  const isError = /(?:Error|Exception|Problem|Fault|Err|Err(?:or)?Code)$/.test(callee.at(-1) ?? "");
  return isError && within === undefined && owners.length > 0 && isIdentifier(text);
}

function isWeakCode({ text, pair }: CodeChoice, isFailure: boolean, evidence: Evidence): boolean {
  const { description, profile, symbols } = evidence;
  if (!isFailure || !isCodeName(text)) return false;
  // `{ error: "sold_out" }` with a status of errors.
  if (isErrorName(nameOfKey(pair.key))) return true;
  if (!isAboutErrors(description)) return false;
  const hasKey = codeOfKey(description.key, description.unit, symbols) !== undefined;
  return hasText(profile) || description.around.length > 0 || !hasKey;
}

function isPlacedCode(
  code: CodeChoice,
  isFailure: boolean,
  { description, profile, symbols, isKnown }: Evidence,
): boolean {
  if (isResponse(description, symbols)) return isFailure && isIdentifier(code.text) && isAboutErrors(description);
  if (isRow(description)) return isFailure && (isKnown(code.text) || isCodeName(code.text));
  if (!isConstruction(description)) return false;
  if (/^-?\d+$/.test(code.text)) return isDeclaredNumber(code, description) && hasText(profile);
  if (code.isReference || isKnown(code.text)) return isFailure || hasText(profile);
  if (isFailure) return isCodeName(code.text) && !isOnlyName(code.text, profile);
  return hasText(profile) && isCodeName(code.text) && !mayBeField(code.text, description);
}

/** Checks whether a name has neither a text nor a status of its own, so that it may be that of what failed. */
function isOnlyName(text: string, profile: Profile): boolean {
  return !hasText(profile) && profile.status === undefined && isFieldName(text) && !describesFailure(text);
}

/** Checks whether the first argument of a function, without a status, may be the field that is invalid. */
function mayBeField(text: string, description: Description): boolean {
  if (describesFailure(text) || /^[A-Z0-9_]+$/.test(text)) return false;
  return !isClass(description) || (takesField.test(description.callee.at(-1) ?? "") && isFieldName(text));
}

/** Classes of errors whose first argument is the name of a field. */
const takesField = /^Error$|Propert|Argument|Param|Field|Input|Attribute/;

/** Checks whether a text is written as names of fields are. */
function isFieldName(text: string): boolean {
  const style = styleOf(text);
  return style === "camel" || style === "lower";
}

/** Checks whether a tuple begins with the constant of a status, as in `(StatusCode::GONE, "sold_out", "No unit is left.")`. */
function isResponse({ callee, pairs: [first], unit }: Description, symbols: Symbols): boolean {
  return (
    callee.length === 0 &&
    first?.key === undefined &&
    first !== undefined &&
    symbols.isStatusConstant(first.value, unit)
  );
}

/** Checks whether a tuple is a row of a list of errors: `ERRORS = [["sold_out", :wait, 409], …]`. */
function isRow({ callee, pairs, key, owners }: Description): boolean {
  return (
    callee.length === 0 &&
    key === undefined &&
    pairs.every((pair) => pair.key === undefined) &&
    isErrorName(owners.at(-1))
  );
}

/** Checks whether a number is the first argument of an error that is declared once: `errNoCard = newError(40001, "…")`. */
function isDeclaredNumber({ pair }: CodeChoice, { pairs, owners, within }: Description): boolean {
  return pairs[0] === pair && within === undefined && owners.some(isErrorName);
}

function hasText({ message, description, namesStatus }: Profile): boolean {
  return message !== undefined || description !== undefined || namesStatus;
}

/** Checks whether an error is created, as in `new ApiError(…)` and `register(…)`, and not only logged or changed. */
function isConstruction({ callee, pairs }: Description): boolean {
  const name = callee.at(-1) ?? "";
  if (passesOn.test(name)) return false;
  if (isErrorName(name) || isFactory(callee)) return true;
  const texts = pairs.flatMap(({ value }) => (value.type === "string" ? [value.text] : []));
  return /^(?:register|define|declare)/i.test(name) && (callee.some(isErrorName) || texts.some(describesFailure));
}

/** Checks whether a function of a class of errors creates one, as in `Error.NotFound("no_book", "…")` and `ApiError.of("lent", 409)`. */
function isFactory(callee: readonly string[]): boolean {
  const [owner = "", name = ""] = callee.slice(-2);
  if (/^(?:create|of|new|make|define)$/i.test(name)) return isErrorName(owner);
  if (!/^(?:[A-Z]\w*)?Errors?$/.test(owner)) return false;
  return (statusOfPhrase(name) ?? 0) >= 400 || /^(?:Failure|Validation|Unexpected|Problem)$/.test(name);
}

/** Checks whether an instance of a class is created. */
function isClass({ callee }: Description): boolean {
  return /^(?:[A-Z]\w*)?(?:Error|Exception|Problem|Fault|Failure|Err)$/.test(callee.at(-1) ?? "");
}

/** Functions that add to an error, look at it or show it. */
const passesOn =
  /^_*(?:wrap|annotate|log|trace|report|handle|check|is|has|import|export|set|add|show|display|build|write|render|print|format|get|find|parse|map|convert|assert|expect|clear|reset|emit|notify|toast|on|with)(?=[A-Z_])/i;
/** Objects that write logs, and translations. */
const logs = /^_?(?:\w*logg(?:er|ing)|logrus|slog|log|log_\w+|console|t|i18n|with_?fields?)$/i;

function isAboutErrors(description: Description): boolean {
  return isConstruction(description) || description.owners.some(isErrorName) || isErrorPath(description.unit);
}

/** Returns the code that a key of a map stands for. */
function codeOfKey(key: Value | undefined, unit: Unit, symbols: Symbols): string | undefined {
  if (key === undefined || roleOfKey(key) !== undefined) return undefined;
  const name = key.type === "name" && key.path.length === 1 ? key.path[0] : undefined;
  const text = symbols.text(key, unit) ?? name;
  return text !== undefined && isCodeText(text) ? text : undefined;
}
