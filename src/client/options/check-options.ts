export { throwConnectionError } from "./connection-error.ts";

/** Exactly the headers that differ between requests of the same caller. Any other may identify the caller. */
export const requestHeader: RegExp =
  /^(x-)?(accept(-(charset|encoding|language))?|content-(type|length|encoding|language|digest|md5|disposition)|if-((none-)?match|(un)?modified-since|range)|range|prefer|user-agent|traceparent|tracestate|baggage|errata-attempt|((amz|ms|goog)-)?date|timestamp|nonce|idempotency-key|((client-)?request|correlation|trace)-id)$/;

/** Type of an option that names a header. */
const headerName = "name of a header";

/** Type of an option with the metadata of a contract, which is easily confused with the contract. */
const metadata = "object that contractMetadata returns";

/** Type of an option with any value. */
const anything = "anything";

/** Types of the options that `client` and `withErrata` share. A number is the least value of a number, which may be infinite. */
const retryOptions: Types = {
  retries: 0,
  maxWaitMs: 0,
  deadlineMs: 1,
  attemptMs: 1,
  random: "function",
  clock: "function",
  onRetry: "function",
  callerOf: "function",
  gate: "boolean",
  attemptHeader: "boolean",
  idempotencyHeader: headerName,
  metadata,
};

const clientOptions: Types = {
  ...retryOptions,
  baseUrl: "string",
  maxBytes: 1,
  fetch: "function",
  headers: "object or function",
  detectErrors: "boolean or function",
};

const callOptions: Types = {
  params: "object",
  query: "object",
  body: anything,
  headers: "object",
  signal: "object",
  idempotencyKey: "string",
  idempotent: "boolean",
  as: '"text" or "arrayBuffer"',
};

/** Types of options by their names: the least value of a number, the results of `typeof` or texts, `headerName`, `metadata` or `anything`. */
type Types = Readonly<Record<string, number | string>>;

/** @see RFC 9110 section 5.6.2 */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/**
 * Checks the options of `client`.
 *
 * @throws TypeError
 */
export function checkClientOptions(options: unknown): void {
  checkOptions("client", options, clientOptions);
}

/**
 * Checks the options of `withErrata`, and the function that it wraps.
 *
 * @throws TypeError
 */
export function checkFetchOptions(options: unknown, fetch: unknown): void {
  if (typeof fetch !== "function") throw fault("the first parameter of withErrata", "a function like fetch", fetch);
  checkOptions("withErrata", options, retryOptions);
}

/**
 * Checks the options of `parseResponse`.
 *
 * @throws TypeError
 */
export function checkParseOptions(options: unknown): void {
  checkOptions("parseResponse", options, { detectErrors: "boolean or function" });
}

/**
 * Checks the response that `parseResponse` receives.
 *
 * @throws TypeError
 */
export function checkResponse(response: unknown): void {
  if (!hasMember(response, "clone")) throw fault("the response", "a Response", response);
}

/**
 * Checks the error that `decide`, `match` or `matchKind` receives.
 *
 * @throws TypeError
 */
export function checkError(error: unknown): void {
  if (!hasMember(error, "kind")) throw fault("the error", "a CallError", error);
}

/**
 * Checks the second parameter of `decide`, `match` and `matchKind`.
 *
 * @throws TypeError
 */
export function checkObject(name: string, value: unknown): void {
  if (typeOf(value) !== "object" || membersOf(value) === undefined) throw fault(name, "an object", value);
}

/**
 * Checks that there is an arm for an error.
 *
 * @throws TypeError
 */
export function checkArm(arm: unknown, { code, kind }: { readonly code?: unknown; readonly kind?: unknown }): void {
  if (typeof arm !== "function") throw fault(`the arm for ${code ?? kind}, or _,`, "a function", arm);
}

/**
 * Checks the metadata that `withBodyMaps` receives.
 *
 * @throws TypeError
 */
export function checkMetadata(value: unknown): void {
  if (!hasMember(value, "kinds")) throw fault("the metadata", `an ${metadata}`, value);
}

/**
 * Checks the options of one call.
 *
 * @throws TypeError
 */
export function checkCallOptions(options: unknown): void {
  checkOptions("the call", options, callOptions);
}

/**
 * Checks that one call of `withErrata` has none of its options: `fetch` ignores members that it does not know.
 *
 * @throws TypeError
 */
export function checkFetchInit(init: object): void {
  for (const name of Object.keys(init))
    if (Object.hasOwn(retryOptions, name))
      throw typeError(`One call of withErrata has no option "${name}". Pass it to withErrata(fetch, { ${name} }).`);
}

/**
 * Checks that an object has only options of a function, each with a valid value.
 *
 * @throws TypeError
 */
function checkOptions(name: string, options: unknown, types: Types): void {
  const members = typeOf(options) === "object" ? membersOf(options) : undefined;
  if (members === undefined) throw fault(`the options of ${name}`, "an object", options);
  for (const [option, value] of members) {
    const type = Object.hasOwn(types, option) ? types[option] : undefined;
    if (type === undefined) {
      const names = Object.keys(types).join(", ");
      throw typeError(`${name} has no option ${JSON.stringify(option.slice(0, 80))}. Its options are ${names}.`);
    }
    if (value !== undefined && !isValid(option, value, type)) throw fault(option, expectedType(option, type), value);
  }
}

function isValid(option: string, value: unknown, type: number | string): boolean {
  if (type === anything) return true;
  if (type === headerName) return typeof value === "string" && token.test(value);
  if (type === metadata) return typeOf(value) === "object" && hasMember(value, "kinds");
  if (typeof type === "string")
    return type.split(" or ").some((each) => each === typeOf(value) || each === JSON.stringify(value));
  if (typeof value !== "number" || !(value >= type)) return false;
  return isTime(option) || value === Number.POSITIVE_INFINITY || Number.isInteger(value);
}

/** Only times may have fractions. */
function isTime(option: string): boolean {
  return option.endsWith("Ms");
}

function expectedType(option: string, type: number | string): string {
  if (typeof type === "number") return `a ${isTime(option) ? "" : "whole "}number >= ${type}`;
  return type.startsWith("object") ? `an ${type}` : type.startsWith('"') ? type : `a ${type}`;
}

/** Texts are not quoted, because they may be credentials. */
function fault(name: string, expected: string, value: unknown): TypeError {
  const received = typeof value === "number" || typeof value === "boolean" ? `${typeof value} ${value}` : typeOf(value);
  return typeError(`${name} must be ${expected}, received ${received}.`);
}

function typeError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: "ERRATA_ARGUMENT" });
}

/** Returns whether a value has a member. Proxies can throw. */
function hasMember(value: unknown, member: string): boolean {
  try {
    return member in Object(value);
  } catch {
    return false;
  }
}

/** Returns the members of a value; undefined for a proxy that throws. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  try {
    return Object.entries(value as object);
  } catch {
    return undefined;
  }
}

function typeOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
