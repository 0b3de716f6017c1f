import { describesFailure, isIdentifier, styleOf } from "../../../evidence/index.ts";
import type { Description, Unit } from "../../collect/index.ts";
import { isErrorName, isErrorPath, nameOfKey, roleOfKey } from "../../names/index.ts";
import type { Value } from "../../syntax/index.ts";
import type { CodeChoice, Profile } from "../profile.ts";
import { isCodeName, isCodeText, type Symbols, statusOfNumber } from "../symbols.ts";
import { passesOn } from "./declared-codes.ts";
import { statusOfFactory } from "./responders.ts";

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

function isDescribed(code: CodeChoice, evidence: Evidence): boolean {
  const { profile, status, isKnown } = evidence;
  const isFailure = status !== undefined && status >= 400;
  if (code.isReference && isKnown(code.text)) return isFailure || hasText(profile);
  if (code.by === "named") return isNamedCode(code, isFailure, evidence);
  return code.by === "weak" ? isWeakCode(code, isFailure, evidence) : isPlacedCode(code, isFailure, evidence);
}

function isNamedCode({ text }: CodeChoice, isFailure: boolean, evidence: Evidence): boolean {
  const isErrors = isAboutErrors(evidence.description);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return isErrors && (isFailure || hasText(evidence.profile));
  if (isFailure) return isErrors || isCodeName(text) || evidence.profile.namesMessage;
  if (!isErrors) return false;
  return hasText(evidence.profile) || evidence.profile.namesMessage
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
  if (statusOfNumber(Number(code.text)) !== undefined) return true;
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
  if (statusOfFactory(callee) !== undefined) return true;
  return /^(?:[A-Z]\w*)?Errors?$/.test(owner) && /^(?:Failure|Validation|Unexpected|Problem)$/.test(name);
}

/** Checks whether an instance of a class is created. */
function isClass({ callee }: Description): boolean {
  return /^(?:[A-Z]\w*)?(?:Error|Exception|Problem|Fault|Failure|Err)$/.test(callee.at(-1) ?? "");
}

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
