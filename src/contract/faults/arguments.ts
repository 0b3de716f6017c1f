import { quote } from "../contract-error.ts";

/** Type of a parameter: the result of `typeof`, or a list. */
export type ArgumentType = "boolean" | "function" | "list" | "object" | "string";

/**
 * Checks a parameter, so that a wrong one is reported where it is passed.
 *
 * @param name the parameter with its function: `maskSecrets: text`
 * @throws TypeError
 */
export function requireValue(name: string, value: unknown, type: ArgumentType): void {
  if (Array.isArray(value) ? type === "list" : typeof value === type && value !== null) return;
  throw argumentError(name, `${type === "object" ? "an" : "a"} ${type}`, value);
}

/**
 * Checks a parameter that has a certain member.
 *
 * @param name the parameter with its function: `readJsonBody: c`
 * @param expectation what the value is: `the context of a Hono handler`
 * @throws TypeError if the value has no such member
 */
export function requireMember(name: string, value: unknown, member: PropertyKey, expectation: string): void {
  if (!hasMember(value, member)) throw argumentError(name, expectation, value);
}

/**
 * Checks a parameter that another function of the library creates.
 *
 * @param name the parameter with its function: `the boundary of honoBoundary`
 * @param member a member that every such value has
 * @param creator the call that creates it: `boundary(…)`
 * @throws TypeError if the value has no such member
 */
export function requireResult(name: string, value: unknown, member: string, creator: string): void {
  requireMember(name, value, member, `the result of ${creator}`);
}

/**
 * Checks a parameter that is a text with characters, such as a path.
 *
 * @throws TypeError
 */
export function requireText(name: string, value: unknown): void {
  if (typeof value !== "string" || value === "") throw argumentError(name, "a non-empty string", value);
}

/**
 * Checks a parameter that is iterated.
 *
 * @throws TypeError
 */
export function requireIterable(name: string, value: unknown): void {
  requireMember(name, value, Symbol.iterator, "an array or another iterable");
}

/**
 * Checks the boundary that is passed to a function.
 *
 * @param name the function: `honoBoundary`
 * @throws TypeError if the value is not the result of `boundary(…)`
 */
export function requireBoundary(name: string, value: unknown): void {
  requireResult(`the boundary of ${name}`, value, "begin", "boundary(…)");
}

/**
 * Checks the contract that a function receives.
 *
 * @throws TypeError if it is not the result of `contract(…)` or `loadContract(…)`
 */
export function requireContract(name: string, contract: unknown): void {
  requireResult(`the contract of ${name}`, contract, "operations", "contract(…)");
}

/** Returns whether a value has a member. Proxies can throw. */
export function hasMember(value: unknown, member: PropertyKey): boolean {
  try {
    return member in Object(value);
  } catch {
    return false;
  }
}

/** Creates the error of a wrong argument, which says what was expected and what was received. */
export function argumentError(name: string, expectation: string, value: unknown): TypeError {
  const error = new TypeError(`Expected ${name} to be ${expectation}, received ${quote(value)}.`);
  return Object.assign(error, { code: "ERRATA_ARGUMENT" });
}
