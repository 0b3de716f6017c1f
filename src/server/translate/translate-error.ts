import type { AnyContract, AnyFactory, Condition, Refusal } from "../../contract/index.ts";
import { ApiError, raise as raiseRefusal } from "../../contract/index.ts";
import { hasDefaultCode, markDefault } from "../record/index.ts";
import { BodyError, type RaiseCondition, type RequestContext } from "../request/index.ts";
import { InputError } from "./check-input.ts";
import { type ConstraintViolation, constraintViolation } from "./database-constraint.ts";
import { failureError } from "./default-error.ts";
import { errorsWithin } from "./errors-within.ts";
import type { FieldError } from "./field-error.ts";
import { httpFailure } from "./http-failure.ts";
import { outageCode } from "./outage.ts";
import { parserFailure } from "./parser-failure.ts";
import { schemaIssues } from "./schema-issues.ts";

/** Maps one kind of thrown value to an error of the contract. */
export interface TranslateRule {
  /** Name of the rule, for logs. */
  readonly name: string;
  /** Returns the error, or undefined to leave the value to the next rule. */
  readonly translate: (thrown: unknown, context: RequestContext, raise: RaiseCondition) => ApiError | undefined;
}

/** Options for translating thrown values. */
export interface TranslateOptions {
  /** Rules that are tried before the built-in ones, in order. @default none */
  readonly translate?: readonly TranslateRule[] | undefined;
  /** Codes for violated database constraints, by the name that PostgreSQL gives the constraint. @default none: a violation is the internal error */
  readonly constraints?: Readonly<Record<string, Refusal<ConstraintViolation> | AnyFactory>> | undefined;
  /** `Retry-After` of a response to an unavailable store, in milliseconds, 1 or more. @default 2000 */
  readonly outageRetryMs?: number | undefined;
}

/**
 * Creates the function that translates a thrown value to an error of the contract. The function never throws: a value that
 * no rule matches, or that breaks a rule, becomes the internal error with the value as its private cause.
 */
export function createTranslator(
  contract: AnyContract,
  raise: RaiseCondition,
  { translate = [], constraints = {}, outageRetryMs = 2_000 }: TranslateOptions,
): (thrown: unknown, context: RequestContext) => ApiError {
  const rules = [
    ...translate,
    body,
    input,
    schema,
    aborted,
    httpRule(contract),
    constraintRule(constraints),
    outageRule(outageRetryMs),
  ];
  /** Returns an error of the contract; one of another instance of the contract, such as a second copy in a bundle, as its own. */
  const ownError = (error: unknown): ApiError | undefined => {
    if (!isApiError(error)) return undefined;
    const entry = error.entry as ApiError["entry"] | undefined;
    // The client's errors are ApiErrors too, but they belong to the API that was called.
    if (entry === undefined) return undefined;
    const own = contract.entries.get(entry.code);
    if (own === entry || hasDefaultCode(error)) return withDeclaredDetails(error);
    if (own === undefined || own.contract !== entry.contract) return undefined;
    return adopt(error, own);
  };
  const translateOne = (thrown: unknown, context: RequestContext): ApiError | undefined => {
    const own = ownError(thrown);
    if (own !== undefined) return own;
    for (const rule of rules) {
      const error = rule.translate(thrown, context, raise);
      if (error === undefined) continue;
      return ownError(error) ?? internal(raise, error, `rule "${rule.name}" returned an error of another contract`);
    }
    return undefined;
  };
  return (thrown, context) => {
    try {
      const own = ownError(thrown);
      if (own !== undefined) return own;
      for (const error of errorsWithin(thrown)) {
        const translated = translateOne(error, context);
        if (translated !== undefined) return translated;
      }
      return internal(raise, thrown, describeUnexpected(thrown));
    } catch (cause) {
      return internal(raise, cause, "translating the thrown value failed");
    }
  };
}

/** Compares the prototype first: `instanceof` also accepts errors of another copy of the module, but is slower. */
function isApiError(value: unknown): value is ApiError {
  const isObject = typeof value === "object" && value !== null;
  return isObject && (Object.getPrototypeOf(value) === ApiError.prototype || value instanceof ApiError);
}

/** Conditions after which the connection closes: the rest of the body cannot be parsed, or is not worth reading. */
const closing: ReadonlySet<Condition> = new Set(["body_too_large", "malformed_request", "request_timeout"]);

const body: TranslateRule = {
  name: "body",
  translate(thrown, context, raise) {
    const error = thrown instanceof BodyError ? thrown : context.bodyError;
    if (error === undefined) return undefined;
    const { condition, message, details } = error;
    const headers = closing.has(condition) ? { Connection: "close" } : {};
    return raise(condition, { problem: message, ...details }, { note: message, cause: thrown, headers });
  },
};

const input: TranslateRule = {
  name: "input",
  translate: (thrown, _context, raise) =>
    thrown instanceof InputError ? invalidRequest(raise, schemaIssues(thrown, thrown.location)) : undefined,
};

/** Returns the error itself, or one with declared details if undeclared ones were added after it was created. */
function withDeclaredDetails(error: ApiError): ApiError {
  if (error.details === undefined) return error;
  const { entry } = error;
  const added: Parameters<typeof entry.project>[1] = { omitted: undefined };
  entry.project(error.details, added);
  if (added.omitted === undefined) return error;
  const declared = adopt(error, entry);
  return hasDefaultCode(error) ? markDefault(declared) : declared;
}

/** Creates the contract's own error from one of another instance of the contract. */
function adopt(error: ApiError, entry: ApiError["entry"]): ApiError {
  const { details, options, stack, omitted: before = [] } = error;
  const adopted = new ApiError(entry, details, options);
  const omitted = [...before, ...(adopted.omitted ?? [])];
  return Object.defineProperties(adopted, {
    stack: { value: stack, writable: true, configurable: true },
    ...(omitted.length > 0 && { omitted: { value: omitted } }),
  });
}

/** Matches failures of schemas that were not called through `checkInput`, so that their location is unknown. */
const schema: TranslateRule = {
  name: "schema",
  translate: (thrown, _context, raise) => invalidRequest(raise, schemaIssues(thrown)),
};

const aborted: TranslateRule = {
  name: "aborted",
  translate(thrown, context, raise) {
    if (context.aborted) return raise("cancelled", {}, { cause: thrown, note: "the client disconnected" });
    const name = typeof thrown === "object" && thrown !== null ? (thrown as { name?: unknown }).name : undefined;
    return name === "AbortError" || name === "TimeoutError" ? raise("timeout", {}, { cause: thrown }) : undefined;
  },
};

function httpRule(contract: AnyContract): TranslateRule {
  return {
    name: "http",
    translate(thrown, context, raise) {
      if (isApiError(thrown)) return undefined;
      const failure = parserFailure(thrown, context) ?? httpFailure(thrown);
      return failure === undefined ? undefined : failureError(contract, raise, failure, thrown);
    },
  };
}

function constraintRule(refusals: NonNullable<TranslateOptions["constraints"]>): TranslateRule {
  return {
    name: "constraint",
    translate(thrown, _context, raise) {
      const violation = constraintViolation(thrown);
      if (violation === undefined) return undefined;
      const { constraint } = violation;
      const refusal = Object.hasOwn(refusals, constraint) ? refusals[constraint] : undefined;
      const note = `constraint ${constraint}`;
      if (refusal === undefined) return internal(raise, thrown, `${note} is not mapped to a code`);
      return raiseRefusal(refusal as Refusal<ConstraintViolation>, violation, { cause: thrown, note });
    },
  };
}

function outageRule(retryAfterMs: number): TranslateRule {
  return {
    name: "outage",
    translate(thrown, _context, raise) {
      const code = outageCode(thrown);
      return code === undefined ? undefined : raise("unavailable", {}, { cause: thrown, note: code, retryAfterMs });
    },
  };
}

/** Does not keep the failure as the cause, because the errors of Valibot and ArkType contain the received values. */
function invalidRequest(raise: RaiseCondition, fields: readonly FieldError[] | undefined): ApiError | undefined {
  if (fields === undefined) return undefined;
  // The name of an unknown field is text of the client, which must not be logged.
  const note = fields.map(({ field, code }) => (code === "unknown_field" ? code : `${field} ${code}`)).join(", ");
  return raise("invalid_request", { fields }, { note: note.slice(0, 500) });
}

function internal(raise: RaiseCondition, cause: unknown, note: string | undefined): ApiError {
  return raise("internal", {}, { cause, ...(note === undefined ? {} : { note }) });
}

/** Describes a value whose type alone is the mistake. Throws for a revoked Proxy. */
function describeUnexpected(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null)
    return `a handler threw ${thrown === null ? "null" : typeof thrown}, which is not an Error`;
  if (isApiError(thrown)) return `${String(thrown.code)} belongs to another contract`;
  return thrown instanceof Error ? undefined : "a handler threw an object that is not an Error";
}
