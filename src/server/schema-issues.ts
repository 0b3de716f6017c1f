import type { FieldError, FieldErrorCode, FieldLocation } from "./field-error.ts";
import { maskSecrets } from "./mask-secrets.ts";

/** At most this many issues of one request are told; a body of a million wrong items must not become a larger answer. */
const maxIssues = 100;

/** What Zod, Valibot, ArkType, Ajv and Standard Schema call an issue, as far as it is read here. */
interface Issue {
  readonly message?: unknown;
  readonly path?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly kind?: unknown;
  readonly expected?: unknown;
  readonly received?: unknown;
  readonly problem?: unknown;
  readonly data?: unknown;
  readonly input?: unknown;
  readonly keys?: unknown;
  /** Whether the field was not sent, where `checkInput` could see that. */
  readonly isAbsent?: boolean;
  readonly origin?: unknown;
  readonly keyword?: unknown;
  readonly instancePath?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** The libraries' own names of what is wrong: Zod's codes, Valibot's types, ArkType's codes, Ajv's keywords. */
const codes: Readonly<Record<string, FieldErrorCode>> = {
  ...all("required", ["required", "missing", "dependentRequired"]),
  ...all("unknown_field", [
    "unrecognized_keys",
    "undeclared",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "strict_object",
    "strict_tuple",
  ]),
  ...all("invalid_type", [
    ...["invalid_type", "type", "domain", "proto", "string", "number", "boolean", "object", "array", "bigint", "date"],
    ...["tuple", "record", "blob", "file", "loose_object", "object_with_rest", "instance", "null", "finite", "integer"],
  ]),
  ...all("invalid_format", [
    ...[
      "invalid_format",
      "invalid_string",
      "invalid_date",
      "invalid_key",
      "format",
      "pattern",
      "regex",
      "email",
      "url",
    ],
    ...[
      "uuid",
      "ulid",
      "cuid2",
      "nanoid",
      "ip",
      "ipv4",
      "ipv6",
      "iso_date",
      "iso_date_time",
      "iso_time",
      "iso_timestamp",
    ],
    ...["iso_week", "digits", "hex_color", "hexadecimal", "base64", "emoji", "mac", "slug", "starts_with", "ends_with"],
  ]),
  ...all("not_allowed", [
    ...[
      "invalid_value",
      "invalid_enum_value",
      "invalid_literal",
      "invalid_union_discriminator",
      "enum",
      "const",
      "unit",
    ],
    ...["picklist", "literal", "variant", "value", "values", "discriminator", "union"],
  ]),
  ...all("too_small", [
    ...["too_small", "min", "minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties", "min_length"],
    ...["min_value", "min_size", "min_bytes", "gt_value", "non_empty", "after"],
  ]),
  ...all("too_large", [
    ...["too_big", "max", "maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties", "max_length"],
    ...["max_value", "max_size", "max_bytes", "lt_value", "before"],
  ]),
};

/** Says what a library's message would say after quoting the received value, which can be a secret. */
const quoted =
  /(?:[,;:.]?\s*(?:but\s+)?\b(?:received|got)\s+(?:["'`{[(].*|-?\d.*)|[,;:.]?\s*(?:but\s+)?\breceived\s+[^\s)]+|\s*\(was\s.*\))\.?$/is;

/**
 * Reads the failure of a schema library, thrown or returned: ZodError, ValiError, ArkErrors, Ajv's errors, a Standard
 * Schema result.
 *
 * @returns undefined when it is none
 */
export function schemaIssues(thrown: unknown, location?: FieldLocation): readonly FieldError[] | undefined {
  const issues = issuesOf(thrown);
  if (issues === undefined) return undefined;
  return issues
    .slice(0, maxIssues)
    .flatMap((issue) => fieldErrors(issue, location))
    .slice(0, maxIssues);
}

function issuesOf(thrown: unknown): readonly Issue[] | undefined {
  if (typeof thrown !== "object" || thrown === null) return undefined;
  const { issues, errors, arkErrors } = thrown as Record<string, unknown>;
  for (const list of [issues, arkErrors, errors, thrown]) {
    if (!Array.isArray(list) || list.length === 0) continue;
    const isIssues = list === issues || list === arkErrors;
    if (list.every(isIssues ? isIssue : isRecognised)) return list as Issue[];
  }
  return undefined;
}

function isIssue(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof (value as Issue).message === "string";
}

/** A bare list, or one called `errors`, can be anything: it must bear the marks of Ajv or of ArkType. */
function isRecognised(value: unknown): boolean {
  if (!isIssue(value)) return false;
  const { keyword, instancePath, code, expected, path } = value as Issue;
  const isAjv = typeof keyword === "string" && typeof instancePath === "string";
  return isAjv || (typeof code === "string" && typeof expected === "string" && Array.isArray(path));
}

function fieldErrors(issue: Issue, location: FieldLocation | undefined): readonly FieldError[] {
  const code = codeOf(issue);
  const message = messageOf(issue, code);
  return pathsOf(issue).map((path) => ({
    field: path.length === 0 ? (location ?? "body") : clip(path.join("."), 200),
    ...(location === undefined ? {} : { location }),
    code,
    message,
  }));
}

function codeOf(issue: Issue): FieldErrorCode {
  const found = namedCodeOf(issue);
  const isChoice = found === "not_allowed" || issue.code === "invalid_union";
  return issue.isAbsent === true && isChoice ? "required" : found;
}

function namedCodeOf({ code, kind, type, keyword, expected, received, message, params }: Issue): FieldErrorCode {
  if (received === "undefined" || / received undefined$/.test(String(message))) return "required";
  // Valibot and ArkType say that a field should not be there by what they expect of it.
  if ((expected === "never" && kind === "schema") || (expected === "removed" && code === "predicate"))
    return "unknown_field";
  if (keyword === "type" && params?.type === "null") return "invalid_type";
  const name = [keyword, code, type].find(
    (candidate) => typeof candidate === "string" && Object.hasOwn(codes, candidate),
  );
  return typeof name === "string" ? (codes[name] ?? "invalid") : "invalid";
}

/** Libraries quote what they received, each in its own way; the value itself is taken out last, whatever quoted it. */
function messageOf({ message, problem, received, data, input, path }: Issue, fieldCode: FieldErrorCode): string {
  if (fieldCode === "required") return "This field is required.";
  if (fieldCode === "unknown_field") return "This field is not known.";
  let text = typeof problem === "string" ? withoutPath(problem, path) : String(message);
  if (typeof received === "string" && /^["'\d-]/.test(received)) text = text.split(received).join("another value");
  text = text.replace(quoted, "");
  for (const value of [data, input])
    if (typeof value === "string" && value.length > 3) text = text.split(value).join("…");
  return sentence(text);
}

/** ArkType heads some problems with the path, which the field error names already. */
function withoutPath(problem: string, path: unknown): string {
  const head = Array.isArray(path) ? `${Array.from(path, stepOf).join(".")} ` : " ";
  return problem.startsWith(head) ? problem.slice(head.length) : problem;
}

/** One path, or one for each key that the schema does not know. */
function pathsOf({ path, instancePath, params, keyword, keys }: Issue): readonly (readonly string[])[] {
  if (typeof instancePath === "string") {
    const steps = instancePath
      .split("/")
      .slice(1)
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    const member =
      keyword === "required" ? params?.missingProperty : (params?.additionalProperty ?? params?.unevaluatedProperty);
    return [typeof member === "string" ? [...steps, member] : steps];
  }
  const steps = Array.isArray(path) ? Array.from(path, stepOf) : [];
  return Array.isArray(keys) && keys.length > 0 ? keys.map((key) => [...steps, String(key)]) : [steps];
}

function stepOf(step: unknown): string {
  return String(typeof step === "object" && step !== null ? (step as { key?: unknown }).key : step);
}

function sentence(text: string): string {
  const masked = clip(maskSecrets(text).trim(), 200);
  const capital = `${masked.charAt(0).toUpperCase()}${masked.slice(1)}`;
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function all(code: FieldErrorCode, names: readonly string[]): Record<string, FieldErrorCode> {
  return Object.fromEntries(names.map((name) => [name, code]));
}
