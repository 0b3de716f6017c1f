/** One issue of TypeBox, as `Value.Errors` and `ValidationError.all` of Elysia list it. */
export interface TypeboxIssue {
  readonly path?: unknown;
  readonly message?: unknown;
  readonly value?: unknown;
  readonly errors?: readonly Iterable<{ readonly message: unknown }>[];
}

/** One problem of a field, in the form that the boundary reads. */
export interface FieldIssue {
  readonly path: readonly string[];
  readonly message: string;
  readonly code: string;
}

const maxAlternatives = 10;

/** Messages of TypeBox, each with a name for the rule that schema libraries use. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/required property/i, "required"],
  [/unexpected property/i, "additionalProperties"],
  [/greater (?:or equal|than)|at least/i, "min"],
  [/less (?:or equal|than|to)|at most/i, "max"],
  [/to match|format/i, "format"],
  [/^expected (?:union value|'|kind|all values)|^never/i, "enum"],
];

/** Returns the first issue of each field. TypeBox reports a missing field twice: as missing and as one of another type. */
export function typeboxIssues(issues: readonly TypeboxIssue[]): readonly FieldIssue[] {
  const byPath = new Map<string, FieldIssue>();
  for (const { path, message, value, errors } of issues) {
    const segments = segmentsOf(path);
    const key = segments.join("/");
    const code = value === undefined ? "required" : codeOf(String(message), errors);
    if (!byPath.has(key)) byPath.set(key, { path: segments, message: String(message), code });
  }
  return [...byPath.values()];
}

function segmentsOf(path: unknown): readonly string[] {
  const segments = Array.isArray(path) ? path.map(String) : String(path ?? "").split("/");
  return segments.filter((segment) => segment !== "");
}

/**
 * Returns the name of the rule that a message of TypeBox is about.
 *
 * @param alternatives errors of the members of a union. Elysia's numbers are a union of a number and a text
 */
function codeOf(message: string, alternatives: TypeboxIssue["errors"]): string {
  const [, code] = rules.find(([pattern]) => pattern.test(message)) ?? [];
  if (code !== "enum") return code ?? "type";
  const codes = (alternatives ?? []).flatMap((errors) =>
    [...errors].slice(0, maxAlternatives).map((error) => codeOf(String(error.message), undefined)),
  );
  return codes.find((each) => each !== "type") ?? (codes.length > 0 ? "type" : "enum");
}
