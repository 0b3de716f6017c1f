import { quote } from "../contract-error.ts";
import type { DetailsOf, DetailsSchema, OmittedDetail } from "../details/index.ts";
import { detailsIssues } from "../details/index.ts";
import { argumentError } from "../faults/arguments.ts";
import type { ApiError, ApiErrorOptions } from "./api-error.ts";
import { createApiError } from "./api-error.ts";
import type { Entry } from "./entry.ts";

/** Creates the errors of one code. It takes details only if the code declares them. */
export type Factory<Code extends string, Details> = {
  /** The code of the errors. */
  readonly code: Code;
  /** The code's entry in the contract. */
  readonly entry: Entry;
} & ([Details] extends [undefined]
  ? BareFactory & ((details?: undefined, options?: ApiErrorOptions) => ApiError<Code, undefined>)
  : Record<never, never> extends Details
    ? (details?: NoInfer<Details>, options?: ApiErrorOptions) => ApiError<Code, Details>
    : (details: NoInfer<Details>, options?: ApiErrorOptions) => ApiError<Code, Details>);

/** The factory of a code without details, which any guard can use as a refusal. */
export interface BareFactory {
  /** The code's entry in the contract. */
  readonly entry: Entry;
  /** Distinguishes the factory from one with details. */
  readonly takesDetails: false;
}

/** The type of the details that a definition declares. */
type DetailsOfDefinition<Definition> = Definition extends { readonly details: infer Schema }
  ? DetailsOf<Schema>
  : undefined;

/** One factory per code. If the codes are not known at compile time, any name may be one. */
export type Factories<Definitions> = {
  readonly [Code in keyof Definitions & string]: string extends Code
    ? AnyFactory
    : Factory<Code, DetailsOfDefinition<Definitions[Code]>>;
};

/** A factory whose code is not known at compile time. */
export type AnyFactory = {
  /** The code of the errors. */
  readonly code: string;
  /** The code's entry in the contract. */
  readonly entry: Entry;
} & ((details?: unknown, options?: ApiErrorOptions) => ApiError);

/** Creates the error that a guard throws: the factory of a code without details, or a function of the guard's details. */
export type Refusal<Details> = BareFactory | ((details: Details, options?: ApiErrorOptions) => ApiError);

/** Whether creating an error checks its details. Shared by the factories of a contract. */
export interface DetailsChecks {
  /** Whether they are checked. If undefined, they are unless NODE_ENV is `production`. */
  enabled: boolean | undefined;
  /** Whether errors below status 500 capture a stack. If undefined, they do unless NODE_ENV is `production`. */
  captureStacks: boolean | undefined;
  /** Whether NODE_ENV was `production` when the contract was created: reading it for every error would be slow. */
  readonly isProduction: boolean;
}

export function detailsChecks(): DetailsChecks {
  return { enabled: undefined, captureStacks: undefined, isProduction: isProduction() };
}

/** Creates the factory of a code. When details are checked, a mistake fails the test that raises the error instead of a client. */
export function createFactory(entry: Entry, checks: DetailsChecks): AnyFactory {
  const { schema } = entry;
  const create = (details?: unknown, options?: ApiErrorOptions): ApiError<string, unknown> => {
    const capturesStack = entry.status >= 500 || (checks.captureStacks ?? !checks.isProduction);
    const error = createApiError<string, unknown>(entry, details, options, capturesStack ? create : undefined);
    const omitted = error.omitted !== undefined && (checks.enabled ?? !isProduction()) ? error.omitted : [];
    const checked = (checks.enabled ?? !checks.isProduction) ? schema : undefined;
    if (checked !== undefined || omitted.length > 0) checkDetails(error, checked, details, omitted);
    return error;
  };
  return Object.assign(create, { code: entry.code, entry, takesDetails: schema !== undefined });
}

/**
 * Creates the error of a guard's refusal. A contract's factory receives the details that its code declares and no others;
 * a function receives all of them.
 *
 * @example
 * ```ts
 * import { contract, type Refusal, raise } from "errata";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { QUOTA_EXCEEDED: { kind: "quota_exceeded", when: "The month's quota is used up.", message: "Quota exceeded." } },
 * });
 * function checkQuota(used: number, limit: number, refusal: Refusal<{ used: number; limit: number }>): void {
 *   if (used >= limit) throw raise(refusal, { used, limit });
 * }
 * checkQuota(3, 10, shop.error.QUOTA_EXCEEDED);
 * ```
 */
export function raise<Details extends object>(
  refusal: Refusal<Details>,
  details: Details,
  options?: ApiErrorOptions,
): ApiError {
  const create = refusal as (details: unknown, options?: ApiErrorOptions) => ApiError;
  if (typeof create !== "function") throw argumentError("the refusal", "a function", refusal);
  return create("entry" in refusal ? refusal.entry.project(details, { omitted: undefined }) : details, options);
}

/** A value of another type than declared is left out, too, so the schema is checked before undeclared details are reported. */
function checkDetails(
  { code, details: sent }: ApiError,
  schema: DetailsSchema | undefined,
  details: unknown,
  omitted: readonly OmittedDetail[],
): void {
  const values = omitted.flatMap(({ path, reason }) =>
    reason === "undeclared" ? [] : [`${path || "the details"} (${reason})`],
  );
  if (values.length > 0)
    throw new TypeError(
      `ERRATA_DETAILS_NOT_JSON: the details of ${code} have values that JSON cannot represent: ${values.join(", ")}. ` +
        "Convert them, for example a BigInt to a string. In production they are not sent.",
    );
  const issues = schema === undefined ? [] : detailsIssues(schema, details, sent);
  if (issues.length > 0)
    throw new TypeError(
      `ERRATA_DETAILS_INVALID: the details of ${code} do not match its schema: ${issues.join("; ")}. ` +
        `Received ${quote(details)}. Pass the declared details, or change the schema.`,
    );
  if (omitted.length > 0)
    throw new TypeError(
      `ERRATA_DETAILS_UNDECLARED: the details of ${code} have members that its schema does not declare: ${omitted.map(({ path }) => path || "all of them").join(", ")}. ` +
        "Declare them in the contract, or leave them out. In production they are not sent.",
    );
}

function isProduction(): boolean {
  return (
    (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.NODE_ENV === "production"
  );
}
