import { maskSecrets } from "../record/index.ts";
import type { FieldError, FieldErrorCode, FieldLocation } from "./field-error.ts";

/** A body of a million invalid items must not cause a response of that size. */
const maxIssues = 100;

/** The members of an issue of Zod, Valibot, ArkType, Ajv or Standard Schema that are read here. */
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
  /** Whether the field is missing; set by `checkInput`. */
  readonly isAbsent?: boolean;
  readonly keyword?: unknown;
  readonly instancePath?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Codes of Zod and ArkType, types of Valibot and keywords of Ajv. */
const codes: ReadonlyMap<string, FieldErrorCode> = new Map([
  ...named("required", "required missing dependentRequired"),
  ...named("unknown_field", "unrecognized_keys undeclared additionalProperties unevaluatedProperties propertyNames"),
  ...named("unknown_field", "strict_object strict_tuple"),
  ...named(
    "invalid_type",
    "invalid_type type domain proto string number boolean object array bigint date tuple record",
  ),
  ...named("invalid_type", "blob file loose_object object_with_rest instance null finite integer"),
  ...named(
    "invalid_format",
    "invalid_format invalid_string invalid_date invalid_key format pattern regex email url uuid",
  ),
  ...named(
    "invalid_format",
    "ulid cuid2 nanoid ip ipv4 ipv6 iso_date iso_date_time iso_time iso_timestamp iso_week digits",
  ),
  ...named("invalid_format", "hex_color hexadecimal base64 emoji mac slug starts_with ends_with"),
  ...named(
    "not_allowed",
    "invalid_value invalid_enum_value invalid_literal invalid_union_discriminator enum const unit",
  ),
  ...named("not_allowed", "picklist literal variant value values discriminator union"),
  ...named("too_small", "too_small min minLength minimum exclusiveMinimum minItems minProperties min_length min_value"),
  ...named("too_small", "min_size min_bytes gt_value non_empty after"),
  ...named("too_large", "too_big max maxLength maximum exclusiveMaximum maxItems maxProperties max_length max_value"),
  ...named("too_large", "max_size max_bytes lt_value before"),
]);

/** Matches the end of a message that quotes the received value, which can be a secret. */
const quoted =
  /(?:[,;:.]?\s*(?:but\s+)?\b(?:received|got)\s+(?:["'`{[(].*|-?\d.*)|[,;:.]?\s*(?:but\s+)?\breceived\s+[^\s)]+|\s*\(was\s.*\))\.?$/is;

/**
 * Reads the failure of a schema library, thrown or returned: a ZodError, a ValiError, ArkErrors, Ajv's errors or a Standard
 * Schema result. Messages never contain the received value.
 *
 * @param location part of the request that was validated. @default unknown
 * @returns at most 100 field errors; undefined if the value is not such a failure
 * @example
 * ```ts
 * import { InputError, schemaIssues, type TranslateRule } from "errata/server";
 * import { contract } from "errata";
 * import { z } from "zod";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: {
 *     INVALID_PARAMETER: {
 *       kind: "validation_failed",
 *       when: "A query parameter is invalid.",
 *       message: "Parameter {name} is invalid.",
 *       details: z.object({ name: z.string() }),
 *     },
 *   },
 * });
 *
 * export const queryRule: TranslateRule = {
 *   name: "query",
 *   translate(thrown) {
 *     if (!(thrown instanceof InputError) || thrown.location !== "query") return undefined;
 *     const [first] = schemaIssues(thrown, "query") ?? [];
 *     return first && shop.error.INVALID_PARAMETER({ name: first.field });
 *   },
 * };
 * ```
 */
export function schemaIssues(thrown: unknown, location?: FieldLocation): readonly FieldError[] | undefined {
  try {
    return issuesOf(thrown)
      ?.slice(0, maxIssues)
      .flatMap((issue) => fieldErrors(issue, location))
      .slice(0, maxIssues);
  } catch {
    // A proxy that throws is an error of no schema library.
    return undefined;
  }
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

/** A bare list, or one named `errors`, can be anything, so its items must look like those of Ajv or ArkType. */
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
  const code = mappedCodeOf(issue);
  const isChoice = code === "not_allowed" || issue.code === "invalid_union";
  return issue.isAbsent === true && isChoice ? "required" : code;
}

function mappedCodeOf({ code, kind, type, keyword, expected, received, message, params }: Issue): FieldErrorCode {
  if (received === "undefined" || / received undefined$/.test(String(message))) return "required";
  // Valibot and ArkType report an unknown field by what they expected.
  if ((expected === "never" && kind === "schema") || (expected === "removed" && code === "predicate"))
    return "unknown_field";
  if (keyword === "type" && params?.type === "null") return "invalid_type";
  for (const name of [keyword, code, type]) {
    const mapped = typeof name === "string" ? codes.get(name) : undefined;
    if (mapped !== undefined) return mapped;
  }
  return "invalid";
}

/** Removes the received value, which each library quotes in its own way. */
function messageOf({ message, problem, received, data, input, path }: Issue, fieldCode: FieldErrorCode): string {
  if (fieldCode === "required") return "This field is required.";
  if (fieldCode === "unknown_field") return "This field is unknown.";
  let text = typeof problem === "string" ? withoutPath(problem, path) : String(message);
  if (typeof received === "string" && /^["'\d-]/.test(received)) text = text.split(received).join("another value");
  text = text.replace(quoted, "");
  for (const value of [data, input])
    if (typeof value === "string" && value.length > 3) text = text.split(value).join("…");
  return sentence(text);
}

/** ArkType prefixes some problems with the path, which the field error contains already. */
function withoutPath(problem: string, path: unknown): string {
  const prefix = Array.isArray(path) ? `${Array.from(path, segmentOf).join(".")} ` : " ";
  return problem.startsWith(prefix) ? problem.slice(prefix.length) : problem;
}

/** Returns the path of the issue, or one path for each unknown key. */
function pathsOf({ path, instancePath, params, keyword, keys }: Issue): readonly (readonly string[])[] {
  if (typeof instancePath === "string") {
    const segments = instancePath
      .split("/")
      .slice(1)
      .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
    const member =
      keyword === "required" ? params?.missingProperty : (params?.additionalProperty ?? params?.unevaluatedProperty);
    return [typeof member === "string" ? [...segments, member] : segments];
  }
  const segments = Array.isArray(path) ? Array.from(path, segmentOf) : [];
  return Array.isArray(keys) && keys.length > 0
    ? keys.slice(0, maxIssues).map((key) => [...segments, String(key)])
    : [segments];
}

function segmentOf(segment: unknown): string {
  return String(typeof segment === "object" && segment !== null ? (segment as { key?: unknown }).key : segment);
}

function sentence(text: string): string {
  const masked = clip(maskSecrets(text).trim(), 200);
  const capital = `${masked.charAt(0).toUpperCase()}${masked.slice(1)}`;
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function named(code: FieldErrorCode, names: string): [string, FieldErrorCode][] {
  return names.split(" ").map((name) => [name, code]);
}
