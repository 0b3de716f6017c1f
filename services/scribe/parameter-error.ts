import type { ApiError } from "errata";
import { InputError, type ShapeFieldErrors, type TranslateRule } from "errata/server";
import { scribe } from "./contract.ts";

/** The part of a schema's issue that counts here. */
interface Issue {
  readonly code?: string;
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly keys?: readonly string[];
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly params?: { readonly isMissing?: boolean };
}

/**
 * Answers a body or query that does not fit by its first fault: `parameter_missing` for what is not there, else
 * `parameter_invalid`. Neither says what was received.
 */
export const parameterRule: TranslateRule = {
  name: "parameter",
  translate(thrown) {
    const [issue] = thrown instanceof InputError ? (thrown.issues as Issue[]) : [];
    return issue === undefined ? undefined : parameterError(issue, (thrown as InputError).location);
  },
};

function parameterError(issue: Issue, location: string): ApiError {
  const { code, message, path = [], keys, params } = issue;
  if (code === "unrecognized_keys") return unknownField(path, keys?.[0] ?? "", location);
  const param = paramOf(path);
  // Everything in a query is text, unless it is there more than once.
  if (location === "query" && code === "invalid_type" && param !== undefined) {
    return invalid(param, "must be given once", param);
  }
  if (param === undefined) return invalid(`The request ${location}`, problemOf(issue), undefined);
  const isMissing = params?.isMissing ?? / received undefined$/.test(message);
  return isMissing ? scribe.error.parameter_missing({ param }) : invalid(param, problemOf(issue), param);
}

/**
 * The name of an unknown field is the caller's own text, and may hold anything. One that looks like a name in a program is
 * repeated, so that a mistype is found; any other is not.
 */
function unknownField(path: readonly (string | number)[], key: string, location: string): ApiError {
  const param = /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(key) ? paramOf([...path, key]) : undefined;
  const field = param ?? paramOf(path);
  const problem = param === undefined ? "has a field that is not known" : "is not a known field";
  // A log gets neither.
  return invalid(field ?? `The request ${location}`, problem, field, `unknown field in ${paramOf(path) ?? location}`);
}

function invalid(field: string, problem: string, param: string | undefined, note: string = field): ApiError {
  const details = { field, problem, ...(param !== undefined && { param }) };
  return scribe.error.parameter_invalid(details, { note });
}

/** Writes a path as the published form has it in queries: `segments[2][start]`. */
function paramOf([first, ...rest]: readonly (string | number)[]): string | undefined {
  return first === undefined ? undefined : `${first}${rest.map((step) => `[${step}]`).join("")}`;
}

/** What a fault is called where the schema itself does not say what the field "Must be". */
const problems: Readonly<Record<string, string>> = {
  invalid_type: "has the wrong type",
  invalid_format: "is malformed",
  too_small: "is too small",
  too_big: "is too large",
};

/** Schemas say what a field "Must be"; whatever else a library says may quote what it received. */
function problemOf({ code = "", message, minimum, maximum }: Issue): string {
  if (/^Must /.test(message)) return `m${message.slice(1).replace(/\.$/, "")}`;
  // Bounds are the schema's own, and the only part of such an issue that tells what to do.
  if (code === "too_small" && typeof minimum === "number") return `must be ${minimum} at least`;
  if (code === "too_big" && typeof maximum === "number") return `must be ${maximum} at most`;
  return problems[code] ?? "is not accepted";
}

/** Says what the boundary found of a body that is no JSON, or a request that is no HTTP. */
export const shapeCondition: ShapeFieldErrors = ([found]) => {
  const [, field = "The request", problem = "cannot be read"] =
    /^(The (?:request|body)) (.+)\.$/.exec(found?.message ?? "") ?? [];
  return { field: field.replace("The body", "The request body"), problem };
};
