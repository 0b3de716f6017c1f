import { quote } from "../contract/index.ts";

/** A part of a response that is not as expected. */
export interface Difference {
  /** The part: `status`, `header retry-after`, `details.left`. */
  readonly path: string;
  readonly expected: unknown;
  readonly received: unknown;
}

/** An expectation in words, for parts that are not compared with one value. */
export class Description {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Whether objects may have members that are not expected. */
export type Comparison = "exact" | "partial";

/**
 * Compares JSON with an expectation, whose texts may be regular expressions, and whose values may be matchers of vitest and
 * jest such as `expect.any(String)`. Members that are undefined count as absent.
 */
export function compare(
  expectation: unknown,
  received: unknown,
  path: string,
  comparison: Comparison,
): readonly Difference[] {
  const expected = asJson(expectation);
  if (matches(expected, received)) return [];
  if (Array.isArray(expected) && Array.isArray(received) && expected.length === received.length)
    return expected.flatMap((item, index) => compare(item, received[index], `${path}[${index}]`, comparison));
  if (isMembers(expected) && isMembers(received)) {
    const names = new Set([...Object.keys(expected), ...(comparison === "exact" ? Object.keys(received) : [])]);
    return [...names].flatMap((name) => compare(expected[name], getOwn(received, name), `${path}.${name}`, comparison));
  }
  return [{ path, expected, received }];
}

/** Returns whether a value is a matcher, or contains one, so that it is not JSON. */
export function hasMatchers(value: unknown): boolean {
  if (value instanceof RegExp || matcherOf(value) !== undefined) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasMatchers);
}

/** Returns the parts of details that an envelope sends. @param paths of `EnvelopeFields.details`: `field`, `errors[].message` */
export function restrict(value: unknown, paths: readonly string[]): unknown {
  if (paths.includes("")) return value;
  if (Array.isArray(value)) return value.map((item) => restrict(item, after("[]", paths)));
  if (!isMembers(value)) return value;
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const within = after(name, paths);
    return within.length === 0 || member === null ? [] : [[name, restrict(member, within)]];
  });
  return Object.fromEntries(kept);
}

/** Writes one line for each difference. */
export function describeDifferences(differences: readonly Difference[]): string {
  const lines = differences.slice(0, maxLines).map(({ path, expected, received }) => {
    return `- ${path}: expected ${describe(expected)}, received ${describe(received)}`;
  });
  if (differences.length > maxLines) lines.push(`- ${differences.length - maxLines} more differences`);
  return lines.join("\n");
}

const maxLines = 20;

/** Returns the rest of each path that starts with a name or with `[]`. */
function after(head: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    if (!path.startsWith(head)) return [];
    const rest = path.slice(head.length);
    return rest === "" || rest.startsWith("[]") ? [rest] : rest.startsWith(".") ? [rest.slice(1)] : [];
  });
}

function matches(expected: unknown, received: unknown): boolean {
  const matcher = matcherOf(expected);
  if (matcher !== undefined) return matcher.asymmetricMatch(received);
  if (expected instanceof RegExp) return typeof received === "string" && received.search(expected) !== -1;
  return expected === received;
}

interface Matcher {
  asymmetricMatch(received: unknown): boolean;
}

function matcherOf(value: unknown): Matcher | undefined {
  const matcher = value as Partial<Matcher> | null | undefined;
  return typeof matcher?.asymmetricMatch === "function" ? (matcher as Matcher) : undefined;
}

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof RegExp) &&
    matcherOf(value) === undefined
  );
}

/** Returns the form in which JSON has a Date or another object with `toJSON`. */
function asJson(value: unknown): unknown {
  const { toJSON } = (value ?? {}) as { readonly toJSON?: unknown };
  return typeof toJSON === "function" && matcherOf(value) === undefined ? toJSON.call(value) : value;
}

function getOwn(value: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function describe(value: unknown): string {
  if (value instanceof Description) return value.text;
  if (value instanceof RegExp) return `a text that matches ${value}`;
  return matcherOf(value) === undefined ? quote(value) : String(value);
}
