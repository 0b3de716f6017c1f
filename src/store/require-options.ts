/** Longest delay of a timer, in milliseconds; a longer one would fire at once. */
export const maxTimerMs = 2_147_483_647;

/** Type of an option: the result of `typeof`, the texts that it can be, or `checked` if its function checks the value itself. */
type OptionType = "boolean" | "checked" | "function" | "list" | "object" | readonly string[];

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
  requireValue(`the options of ${name}`, options, "object");
  for (const [option, value] of membersOf(`the options of ${name}`, options)) requireType(name, option, value, types);
  for (const option of required)
    if ((options as Readonly<Record<string, unknown>>)[option] === undefined)
      throw fault(`${name}: ${option}`, expected(types[option] ?? "checked"), undefined);
}

/**
 * Checks a parameter, so that a wrong one is reported where it is passed.
 *
 * @param name the parameter with its function: `audit: sql`
 * @throws TypeError
 */
export function requireValue(name: string, value: unknown, type: Exclude<OptionType, "checked">): void {
  if (!isOfType(value, type)) throw fault(name, expected(type), value);
}

/**
 * Checks a numeric option.
 *
 * @param name the option with its function: `openSqlite: waitTimeoutMs`
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

function requireType(name: string, option: string, value: unknown, types: Readonly<Record<string, OptionType>>): void {
  const names = Object.keys(types);
  const type = names.includes(option) ? types[option] : undefined;
  if (type === undefined) throw fault(`the options of ${name}`, `some of ${names.join(", ")}`, option);
  if (value !== undefined && type !== "checked") requireValue(`${name}: ${option}`, value, type);
}

function isOfType(value: unknown, type: Exclude<OptionType, "checked">): boolean {
  if (typeof type !== "string") return type.includes(value as string);
  return type === "list" ? Array.isArray(value) : typeof value === type && value !== null;
}

/** Returns the members of options. Those of a proxy can throw. */
function membersOf(name: string, options: unknown): readonly (readonly [string, unknown])[] {
  try {
    return Object.entries(options as object);
  } catch {
    throw fault(name, "an object whose members can be read", options);
  }
}

function expected(type: OptionType): string {
  if (typeof type !== "string") return type.map((text) => JSON.stringify(text)).join(" or ");
  if (type === "checked") return "present";
  return type === "object" ? "an object" : `a ${type}`;
}

function fault(name: string, expectation: string, value: unknown): TypeError {
  const received = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : textOf(value).slice(0, 80);
  const error = new TypeError(`Expected ${name} to be ${expectation}, received ${received}.`);
  return Object.assign(error, { code: "ERRATA_ARGUMENT" });
}

/** Returns a value as text. Objects without a prototype have none of their own. */
function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return typeof value;
  }
}
