/** Type of an option: the result of `typeof`, the texts that it can be, or `checked` if its function checks the value itself. */
type OptionType = "boolean" | "checked" | "function" | "object" | readonly string[];

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

function requireType(name: string, option: string, value: unknown, types: Readonly<Record<string, OptionType>>): void {
  const names = Object.keys(types);
  const type = names.includes(option) ? types[option] : undefined;
  if (type === undefined) throw fault(`the options of ${name}`, `some of ${names.join(", ")}`, option);
  if (value === undefined || type === "checked") return;
  const isOfType = typeof type === "string" ? typeof value === type && value !== null : type.includes(value as string);
  if (!isOfType) throw fault(`${name}: ${option}`, expected(type), value);
}

function expected(type: OptionType): string {
  if (typeof type !== "string") return type.map((text) => JSON.stringify(text)).join(" or ");
  if (type === "checked") return "present";
  return type === "object" ? "an object" : `a ${type}`;
}

function fault(name: string, expectation: string, value: unknown): TypeError {
  const received = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value).slice(0, 80);
  return new TypeError(`Expected ${name} to be ${expectation}, received ${received}.`);
}
