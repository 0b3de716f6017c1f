import type { Unit } from "../collect/index.ts";
import { nameOfKey, roleOfKey, statusOfPhrase } from "../names/index.ts";
import type { Pair, Value } from "../syntax/index.ts";
import {
  isCodeNumber,
  isCodeText,
  isFormat,
  isMessage,
  isStatus,
  nameOfProblem,
  type Symbols,
  statusOfNumber,
} from "./symbols.ts";

/** A text and how well it is named. */
export interface CodeChoice {
  readonly text: string;
  /** `named` by a key such as `code`, `weak` by a key such as `type`, or `placed` among the arguments. */
  readonly by: "named" | "weak" | "placed";
  readonly pair: Pair;
  /** Whether it refers to a constant. */
  readonly isReference: boolean;
}

/** Facts about one error from its pairs. */
export interface Profile {
  readonly code: CodeChoice | undefined;
  readonly status: number | undefined;
  readonly message: string | undefined;
  readonly description: string | undefined;
  readonly solution: string | undefined;
  readonly isRetryable: boolean | undefined;
  /** Whether a member is named after the message, even if its value is not known. */
  readonly namesMessage: boolean;
  /** Whether there is more than the code. */
  readonly isComplete: boolean;
  /** Whether a member is named after the status, even if its value is not known. */
  readonly namesStatus: boolean;
}

/** Pairs that say nothing. */
export const emptyProfile: Profile = {
  code: undefined,
  status: undefined,
  message: undefined,
  description: undefined,
  solution: undefined,
  isRetryable: undefined,
  namesMessage: false,
  isComplete: false,
  namesStatus: false,
};

/** Reads what the members or arguments of one error say about it. */
export function profileOf(pairs: readonly Pair[], unit: Unit, symbols: Symbols): Profile {
  const flat = flatten(pairs, 0);
  const texts = (role: string): string | undefined =>
    flat
      .filter(({ key }) => roleOfKey(key) === role)
      .map(({ value }) => symbols.text(value, unit))
      .find((text) => text !== undefined && text !== "");
  const code = codeIn(flat, unit, symbols);
  const message =
    texts("message") ??
    flat
      .filter((pair) => pair.key === undefined && pair !== code?.pair)
      .map(({ value }) => symbols.text(value, unit))
      .find((text) => text !== undefined && isMessage(text)) ??
    flat
      .filter(({ key }) => /^(?:errors?|err)$/i.test(nameOfKey(key) ?? ""))
      .map(({ value }) => symbols.text(value, unit))
      .find((text) => text !== undefined && isMessage(text));
  const retry = flat.find(({ key }) => roleOfKey(key) === "retry")?.value;
  return {
    code,
    status: statusIn(flat, unit, symbols, code),
    message,
    description: texts("description"),
    solution: texts("solution"),
    namesMessage: flat.some(({ key }) => roleOfKey(key) === "message"),
    isComplete: flat.length > 1,
    namesStatus: flat.some(({ key }) => roleOfKey(key) === "status"),
    isRetryable:
      retry?.type === "name" && /^(?:true|false|True|False)$/.test(retry.path[0] ?? "")
        ? /^true$/i.test(retry.path[0] ?? "")
        : undefined,
  };
}

/** Returns the status that arguments around an error state. */
export function statusAround(pairs: readonly Pair[], unit: Unit, symbols: Symbols): number | undefined {
  return statusIn(flatten(pairs, 2), unit, symbols, undefined);
}

function statusIn(
  pairs: readonly Pair[],
  unit: Unit,
  symbols: Symbols,
  code: CodeChoice | undefined,
): number | undefined {
  const statusOf = ({ value }: Pair): number | undefined => symbols.status(value, unit);
  const named = pairs
    .filter(({ key }) => roleOfKey(key) === "status")
    .flatMap((pair) => statusOf(pair) ?? namedPhrase(pair) ?? []);
  if (named.length > 0) return named[0];
  const placed = placedStatuses(pairs, unit, symbols);
  if (placed.length > 0) return onlyOf(new Set(placed.map(statusOf)));
  // `code: 404` beside the code itself, as in `{ name: "user_not_found", code: 404 }`.
  const numeric = pairs.filter((pair) => pair !== code?.pair && roleOfKey(pair.key) === "code" && !isText(pair.value));
  const beside = numeric.flatMap((pair) => statusOf(pair) ?? []).find((status) => status >= 400);
  return beside ?? (code === undefined ? undefined : statusOfNumber(Number(code.text)));
}

/** Returns the status of a constant that is only its phrase, as after an import of all statuses: `httpStatus = NOT_FOUND`. */
function namedPhrase({ value }: Pair): number | undefined {
  const [name = "", ...more] = value.type === "name" ? value.path : [];
  return more.length === 0 && /^[A-Z]/.test(name) ? statusOfPhrase(name) : undefined;
}

/** Returns the arguments without a name that are statuses: constants of statuses or, if there are none, numbers. */
function placedStatuses(pairs: readonly Pair[], unit: Unit, symbols: Symbols): readonly Pair[] {
  const placed = pairs.filter(({ key }) => key === undefined);
  const constants = placed.filter(({ value }) => symbols.isStatusConstant(value, unit));
  return constants.length > 0 ? constants : placed.filter(({ value }) => isErrorStatus(value));
}

function isErrorStatus(value: Value): boolean {
  return value.type === "number" && isStatus(value.value) && value.value >= 400;
}

function onlyOf(statuses: ReadonlySet<number | undefined>): number | undefined {
  return statuses.size === 1 ? [...statuses][0] : undefined;
}

function isText({ type }: Value): boolean {
  return type === "string" || type === "symbol";
}

function codeIn(pairs: readonly Pair[], unit: Unit, symbols: Symbols): CodeChoice | undefined {
  const referred = pairs.find((pair) => referredCode(pair, unit, symbols) !== undefined);
  const text = referred === undefined ? undefined : referredCode(referred, unit, symbols);
  if (referred !== undefined && text !== undefined) return { text, by: "named", pair: referred, isReference: true };
  // Beside a code that is not known, such as that of a parameter, other texts are not codes.
  const isOpen = pairs.some(({ key, value }) => roleOfKey(key) === "code" && isVariable(value, unit, symbols));
  const choose = (by: CodeChoice["by"]): CodeChoice | undefined => {
    for (const pair of pairs) {
      const placed = isPlaceOf(pair, by, isOpen) ? codeText(pair, by, unit, symbols) : undefined;
      if (placed !== undefined) return { text: placed, by, pair, isReference: pair.value.type === "name" };
    }
    return undefined;
  };
  return choose("named") ?? problemIn(pairs, unit, symbols) ?? choose("weak") ?? choose("placed");
}

/** Returns the name of the type of a problem, which is the last part of its address: `https://api.example.com/problems/sold-out`. */
function problemIn(pairs: readonly Pair[], unit: Unit, symbols: Symbols): CodeChoice | undefined {
  for (const pair of pairs) {
    const mayBeType =
      pair.key === undefined || /^(?:problem_?|error_?)?(?:type|uri)(?:_?ur[il])?$/i.test(nameOfKey(pair.key) ?? "");
    const text = mayBeType ? nameOfProblem(symbols.text(pair.value, unit)) : undefined;
    if (text !== undefined) return { text, by: "named", pair, isReference: false };
  }
  return undefined;
}

function isVariable(value: Value, unit: Unit, symbols: Symbols): boolean {
  const isName = value.type === "name" || value.type === "other" || value.type === "sum";
  return isName && symbols.text(value, unit) === undefined && symbols.status(value, unit) === undefined;
}

/** Returns a code that is sent as any member: `HTTPException(status_code=409, detail=ErrorCode.SOLD_OUT)`. */
function referredCode({ key, value }: Pair, unit: Unit, symbols: Symbols): string | undefined {
  return value.type === "name" && roleOfKey(key) !== undefined ? symbols.codeOf(value.path, unit) : undefined;
}

function isPlaceOf({ key, value }: Pair, by: CodeChoice["by"], isOpen: boolean): boolean {
  if (isOpen && by !== "named" && value.type !== "name") return false;
  if (by === "placed") return key === undefined;
  if (by === "named" && value.type === "call" && key === undefined) return createsCode.test(value.path.at(-1) ?? "");
  return roleOfKey(key) === (by === "named" ? "code" : "weakCode");
}

/** Functions whose argument is a code: `codeText("lib:card:gone")`. */
const createsCode = /^(?!get|find|parse|is|has|status|http|exit|grpc)\w*[cC]ode(?:Text|String)?$/;

function codeText({ key, value }: Pair, by: CodeChoice["by"], unit: Unit, symbols: Symbols): string | undefined {
  if (symbols.isStatusConstant(value, unit) || (by === "placed" && value.type === "call")) return undefined;
  const text = symbols.text(value, unit);
  // A member that has its own name as its value is that of a body: `code = "code"`.
  if (by !== "placed" && text === nameOfKey(key)) return undefined;
  const number =
    by === "weak" ? undefined : numberIn(value, text, canResolve(value, by, unit, symbols) ? unit : undefined, symbols);
  if (number !== undefined) return isCodeNumber(Number(number)) ? number : undefined;
  return text !== undefined && isCodeText(text) && !(by === "placed" && isMessage(text)) ? text : undefined;
}

/** Checks whether a name may be that of a number that is a code: below a key for codes, or a member of a list of codes. */
function canResolve(value: Value, by: CodeChoice["by"], unit: Unit, symbols: Symbols): boolean {
  return by === "named" || (value.type === "name" && symbols.codeOf(value.path, unit) !== undefined);
}

/** Returns the number of a value: of itself or, with a unit to resolve it, of the constant or the text of digits that it is. */
function numberIn(
  value: Value,
  text: string | undefined,
  unit: Unit | undefined,
  symbols: Symbols,
): string | undefined {
  if (unit === undefined) return value.type === "number" ? String(value.value) : undefined;
  if (text !== undefined) return /^-?\d{3,9}$|^[45]\d\d\.\d{1,3}$/.test(text) ? text : undefined;
  return symbols.number(value, unit)?.toString();
}

/** Lifts the members of nested objects: `{ error: { code: "x" } }`. */
function flatten(pairs: readonly Pair[], depth: number): readonly Pair[] {
  if (depth > 3) return pairs;
  return pairs.flatMap((pair) => {
    const { key, value } = pair;
    const name = nameOfKey(key) ?? "";
    const isEnvelope =
      key === undefined ||
      /^(?:errors?|err|detail|details|body|json|data|payload|response|problem|status|errstatus|options|extensions|info)$/i.test(
        name,
      );
    if (!isEnvelope || (value.type !== "pairs" && value.type !== "call")) return [pair];
    if (value.type === "call" && key !== undefined && isFormat(value.path)) return [pair];
    return isNested(value) ? [pair, ...flatten(value.pairs, depth + 1)] : [pair];
  });
}

function isNested(value: Extract<Value, { readonly pairs: readonly Pair[] }>): boolean {
  return value.pairs.some(({ key }) => key !== undefined) || value.pairs.length === 1;
}
