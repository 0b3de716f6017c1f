import type { ApiError } from "errata";
import { InputError, type ShapeFieldErrors, type TranslateRule } from "errata/server";
import { scribe } from "../contract.ts";

/** The members that are used of a schema's issue. */
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
 * Reports the first issue of an invalid body or query: `parameter_missing` for a missing field, otherwise
 * `parameter_invalid`. Neither quotes the received value.
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
  // A query parameter is a string unless it is repeated.
  if (location === "query" && code === "invalid_type" && param !== undefined) {
    return invalid(param, "must be given once", param);
  }
  if (param === undefined) return invalid(`The request ${location}`, problemOf(issue), undefined);
  const isMissing = params?.isMissing ?? / received undefined$/.test(message);
  return isMissing ? scribe.error.parameter_missing({ param }) : invalid(param, problemOf(issue), param);
}

/**
 * The name of an unknown field may contain anything, including health data. It is quoted only if it looks like an
 * identifier, which helps to find typos.
 */
function unknownField(path: readonly (string | number)[], key: string, location: string): ApiError {
  const param = /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(key) ? paramOf([...path, key]) : undefined;
  const field = param ?? paramOf(path);
  const problem = param === undefined ? "has an unknown field" : "is not a known field";
  // The log contains neither.
  return invalid(field ?? `The request ${location}`, problem, field, `unknown field in ${paramOf(path) ?? location}`);
}

function invalid(field: string, problem: string, param: string | undefined, note: string = field): ApiError {
  const details = { field, problem, ...(param !== undefined && { param }) };
  return scribe.error.parameter_invalid(details, { note });
}

/** Formats a path as published: `segments[2][start]`. */
function paramOf([first, ...rest]: readonly (string | number)[]): string | undefined {
  return first === undefined ? undefined : `${first}${rest.map((step) => `[${step}]`).join("")}`;
}

/** Descriptions of issues whose schema has no "Must …" message. */
const problems: Readonly<Record<string, string>> = {
  invalid_type: "has the wrong type",
  invalid_format: "is malformed",
  too_small: "is too small",
  too_big: "is too large",
};

/** Uses the schema's "Must …" message. Other messages of the library may quote the received value. */
function problemOf({ code = "", message, minimum, maximum }: Issue): string {
  if (/^Must /.test(message)) return `m${message.slice(1).replace(/\.$/, "")}`;
  // The bound comes from the schema and says how to fix the value.
  if (code === "too_small" && typeof minimum === "number") return `must be at least ${minimum}`;
  if (code === "too_big" && typeof maximum === "number") return `must be at most ${maximum}`;
  return problems[code] ?? "is not accepted";
}

/** Describes a body that is not JSON, or a malformed HTTP request, in the details of parameter_invalid. */
export const shapeCondition: ShapeFieldErrors = ([problem]) => {
  const [, field = "The request", text = "cannot be read"] =
    /^(The (?:request|body)) (.+)\.$/.exec(problem?.message ?? "") ?? [];
  return { field: field.replace("The body", "The request body"), problem: text };
};
