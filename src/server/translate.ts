import type { AnyContract, AnyFactory, ApiErrorOptions, Condition, Refusal } from "../contract/index.ts";
import { ApiError, raise as raiseOutcome } from "../contract/index.ts";
import { BodyError } from "./body-error.ts";
import { InputError } from "./check-input.ts";
import type { BrokenConstraint } from "./constraint.ts";
import { brokenConstraint } from "./constraint.ts";
import type { FieldError } from "./field-error.ts";
import { outageCode } from "./outage.ts";
import type { RequestContext } from "./request-context.ts";
import { schemaIssues } from "./schema-issues.ts";

/** Makes the contract's error for something that the boundary found. `facts` fill those details that the code declares. */
export type RaiseCondition = (
  condition: Condition,
  facts?: Readonly<Record<string, unknown>>,
  options?: ApiErrorOptions,
) => ApiError;

/** Maps one sort of thrown value to an error of the contract; undefined leaves it to the next rule. */
export interface TranslateRule {
  /** Name of the rule, for the developer who reads the list. */
  readonly name: string;
  readonly translate: (thrown: unknown, context: RequestContext, raise: RaiseCondition) => ApiError | undefined;
}

/** The part of the boundary's options that translating needs. */
export interface TranslateOptions {
  /** Rules that are asked before the built-in ones. */
  readonly translate?: readonly TranslateRule[];
  /** What is raised when a database constraint refuses, by the constraint's name as PostgreSQL gives it. */
  readonly constraints?: Readonly<Record<string, Refusal<BrokenConstraint> | AnyFactory>>;
  /** How long a client should wait when a store is down, in milliseconds. @default 2000 */
  readonly outageRetryMs?: number;
}

/** Lists the rules in the order in which they are asked. */
export function rulesOf({
  translate = [],
  constraints = {},
  outageRetryMs = 2_000,
}: TranslateOptions): readonly TranslateRule[] {
  return [...translate, body, input, schema, constraint(constraints), aborted, outage(outageRetryMs)];
}

/**
 * Makes the translator: whatever was thrown becomes an error of this contract. Never throws; what no rule knows, and
 * what breaks a rule, is the internal error with the thrown value as its private cause.
 */
export function translator(
  contract: AnyContract,
  raise: RaiseCondition,
  rules: readonly TranslateRule[],
): (thrown: unknown, context: RequestContext) => ApiError {
  const isOwn = (error: unknown): error is ApiError =>
    error instanceof ApiError && contract.entries.get(error.entry.code) === error.entry;
  return (thrown, context) => {
    try {
      if (isOwn(thrown)) return thrown;
      for (const rule of rules) {
        const error = rule.translate(thrown, context, raise);
        if (error === undefined) continue;
        return isOwn(error) ? error : internal(raise, error, `rule "${rule.name}" gave an error of another contract`);
      }
      return internal(raise, thrown, unexpected(thrown));
    } catch (cause) {
      return internal(raise, cause, "translating the thrown value failed");
    }
  };
}

/** After these nothing that follows on the connection can be understood, or is worth waiting for. */
const closing = new Set<Condition>(["body_too_large", "malformed_request", "request_timeout"]);

const body: TranslateRule = {
  name: "body",
  translate(thrown, context, raise) {
    const error = thrown instanceof BodyError ? thrown : context.bodyError;
    if (error === undefined) return undefined;
    const headers = closing.has(error.condition) ? { Connection: "close" } : undefined;
    const facts = { problem: error.message, ...error.facts };
    return raise(error.condition, facts, { note: error.message, cause: thrown, ...(headers && { headers }) });
  },
};

const input: TranslateRule = {
  name: "input",
  translate: (thrown, _context, raise) =>
    thrown instanceof InputError ? invalid(raise, schemaIssues(thrown, thrown.location)) : undefined,
};

/** A schema that failed outside `checkInput`. The location is not known then. */
const schema: TranslateRule = {
  name: "schema",
  translate: (thrown, _context, raise) => invalid(raise, schemaIssues(thrown)),
};

const aborted: TranslateRule = {
  name: "aborted",
  translate(thrown, context, raise) {
    if (context.aborted) return raise("cancelled", {}, { cause: thrown, note: "the client went away" });
    const name = typeof thrown === "object" && thrown !== null ? (thrown as { name?: unknown }).name : undefined;
    return name === "AbortError" || name === "TimeoutError" ? raise("timeout", {}, { cause: thrown }) : undefined;
  },
};

function constraint(outcomes: NonNullable<TranslateOptions["constraints"]>): TranslateRule {
  return {
    name: "constraint",
    translate(thrown, _context, raise) {
      const broken = brokenConstraint(thrown);
      if (broken === undefined) return undefined;
      const outcome = Object.hasOwn(outcomes, broken.constraint) ? outcomes[broken.constraint] : undefined;
      const note = `constraint ${broken.constraint}`;
      if (outcome === undefined) return internal(raise, thrown, `${note} is mapped to no code`);
      return raiseOutcome(outcome as Refusal<BrokenConstraint>, broken, { cause: thrown, note });
    },
  };
}

function outage(retryAfterMs: number): TranslateRule {
  return {
    name: "outage",
    translate(thrown, _context, raise) {
      const code = outageCode(thrown);
      return code === undefined ? undefined : raise("unavailable", {}, { cause: thrown, note: code, retryAfterMs });
    },
  };
}

/** The failure itself is not kept as cause: Valibot and ArkType hold the received values in it. */
function invalid(raise: RaiseCondition, fields: readonly FieldError[] | undefined): ApiError | undefined {
  if (fields === undefined) return undefined;
  // The name of an unknown field is the client's own text, and belongs in no log.
  const note = fields.map(({ field, code }) => (code === "unknown_field" ? code : `${field} ${code}`)).join(", ");
  return raise("invalid_request", { fields }, { note: note.slice(0, 500) });
}

function internal(raise: RaiseCondition, cause: unknown, note: string | undefined): ApiError {
  return raise("internal", {}, { cause, ...(note === undefined ? {} : { note }) });
}

/** Says what was thrown where a log would otherwise show nothing to go by. A revoked Proxy breaks every question asked of it. */
function unexpected(thrown: unknown): string | undefined {
  if (typeof thrown !== "object" || thrown === null)
    return `a handler threw ${thrown === null ? "null" : typeof thrown}, not an Error`;
  if (thrown instanceof ApiError) return `${String(thrown.entry.code)} belongs to another contract`;
  return thrown instanceof Error ? undefined : "a handler threw an object that is no Error";
}
