import { nearest } from "./nearest.ts";

export { nearest };

/** Longest delay of a timer, in milliseconds; a longer one would fire at once. */
export const maxTimerMs = 2_147_483_647;

/**
 * Type of an option: the result of `typeof`, the least value of an integer, the texts that it can be, or `checked` if its
 * function checks the value itself.
 */
type OptionType = "boolean" | "checked" | "function" | "list" | "object" | "string" | number | readonly string[];

/** The type of every option. The compiler finds options that are missing here. */
export type OptionTypes<Options> = Readonly<Record<keyof Options, OptionType>>;

/**
 * Checks the names and the types of options, so that a mistake is found where it is made and not by a request.
 *
 * @param name the function that has the options
 * @param required names of the options that have no default
 * @throws TypeError
 */
export function requireOptions(
  name: string,
  options: unknown,
  types: Readonly<Record<string, OptionType>>,
  required: readonly string[] = [],
): void {
  if (typeof options !== "object" || options === null) throw fault(`the options of ${name}`, "an object", options);
  for (const [option, value] of Object.entries(options)) requireType(name, option, value, types);
  for (const option of required)
    if ((options as Readonly<Record<string, unknown>>)[option] === undefined)
      throw fault(`${name}: ${option}`, expected(types[option] ?? "checked"), undefined);
}

/**
 * Checks a numeric option.
 *
 * @param name the option with its function: `credits: reservationMs`
 * @throws TypeError if the value is not an integer from `minimum` to `maximum`
 */
export function requireInteger(
  name: string,
  value: unknown,
  minimum: number,
  maximum: number = Number.MAX_SAFE_INTEGER,
): void {
  if (Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum) return;
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of ${minimum} or more` : `from ${minimum} to ${maximum}`;
  throw fault(name, `an integer ${range}`, value);
}

/**
 * Checks the boundary that is passed to a function.
 *
 * @param name the function: `honoBoundary`
 * @throws TypeError if the value is not the result of `boundary(…)`
 */
export function requireBoundary(name: string, value: unknown): void {
  if (!("begin" in Object(value))) throw fault(`the boundary of ${name}`, "the result of boundary(…)", value);
}

function requireType(name: string, option: string, value: unknown, types: Readonly<Record<string, OptionType>>): void {
  const type = Object.hasOwn(types, option) ? types[option] : undefined;
  if (type === undefined) {
    const names = Object.keys(types);
    const similar = nearest(option, names);
    const fix = similar === undefined ? "" : ` Did you mean "${similar}"?`;
    throw fault(`the options of ${name}`, `some of ${names.join(", ")}`, option, fix);
  }
  if (value === undefined || type === "checked") return;
  if (typeof type === "number") requireInteger(`${name}: ${option}`, value, type);
  else if (!isOfType(value, type)) throw fault(`${name}: ${option}`, expected(type), value);
}

function isOfType(value: unknown, type: Exclude<OptionType, number>): boolean {
  if (typeof type !== "string") return type.includes(value as string);
  if (type === "list") return Array.isArray(value);
  return typeof value === type && value !== null;
}

function expected(type: OptionType): string {
  if (typeof type === "number") return `an integer of ${type} or more`;
  if (typeof type !== "string") return type.map((text) => JSON.stringify(text)).join(" or ");
  if (type === "checked") return "present";
  return type === "object" ? "an object" : `a ${type}`;
}

function fault(name: string, expectation: string, value: unknown, fix = ""): TypeError {
  const received = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : textOf(value).slice(0, 80);
  return new TypeError(`Expected ${name} to be ${expectation}, received ${received}.${fix}`);
}

/** Returns a value as text. Objects without a prototype have none of their own. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
