import { type ArgumentType, argumentError, requireValue } from "./arguments.ts";

/** Longest delay of a timer, in milliseconds; a longer one would fire at once. */
export const maxTimerMs = 2_147_483_647;

/**
 * Type of an option: the result of `typeof`, the least value of an integer, the texts that it can be, or `checked` if its
 * function checks the value itself.
 */
type OptionType = ArgumentType | "checked" | number | readonly string[];

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
  const members = typeof options === "object" && options !== null ? membersOf(options) : undefined;
  if (members === undefined) throw argumentError(`the options of ${name}`, "an object", options);
  for (const [option, value] of members) requireType(name, option, value, types);
  for (const option of required)
    if ((options as Readonly<Record<string, unknown>>)[option] === undefined)
      throw argumentError(`${name}: ${option}`, expected(types[option] ?? "checked"), undefined);
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
  throw argumentError(name, `an integer ${range}`, value);
}

function requireType(owner: string, option: string, value: unknown, types: Readonly<Record<string, OptionType>>): void {
  const type = Object.hasOwn(types, option) ? types[option] : undefined;
  if (type === undefined)
    throw argumentError(`the options of ${owner}`, `some of ${Object.keys(types).join(", ")}`, option);
  const name = `${owner}: ${option}`;
  if (value === undefined || type === "checked") return;
  if (typeof type === "number") requireInteger(name, value, type);
  else if (typeof type === "string") requireValue(name, value, type);
  else if (!type.includes(value as string)) throw argumentError(name, expected(type), value);
}

/** Returns the members of options; undefined for a proxy that throws. */
function membersOf(options: object): readonly (readonly [string, unknown])[] | undefined {
  try {
    return Object.entries(options);
  } catch {
    return undefined;
  }
}

function expected(type: OptionType): string {
  if (typeof type === "number") return `an integer of ${type} or more`;
  if (typeof type !== "string") return type.map((text) => JSON.stringify(text)).join(" or ");
  if (type === "checked") return "present";
  return type === "object" ? "an object" : `a ${type}`;
}
