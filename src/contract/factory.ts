import type { ApiError, ApiErrorOptions } from "./api-error.ts";
import { makeApiError } from "./api-error.ts";
import { quote } from "./contract-fault.ts";
import type { DetailNames } from "./detail-names.ts";
import { detailNames } from "./detail-names.ts";
import type { DetailsOf } from "./details.ts";
import { detailsIssues } from "./details.ts";
import type { Entry, ErrorDefinition } from "./entry.ts";
import type { JsonSchema } from "./json.ts";

/** Makes the errors of one code. Details are an argument only where the code declares them. */
export type Factory<Code extends string, Details> = {
  readonly code: Code;
  readonly entry: Entry;
} & ([Details] extends [undefined]
  ? BareFactory & ((details?: undefined, options?: ApiErrorOptions) => ApiError<Code, undefined>)
  : Record<never, never> extends Details
    ? (details?: NoInfer<Details>, options?: ApiErrorOptions) => ApiError<Code, Details>
    : (details: NoInfer<Details>, options?: ApiErrorOptions) => ApiError<Code, Details>);

/** Marks the factory of a code without details, which fits any outcome of a guard. */
export interface BareFactory {
  readonly entry: Entry;
  readonly takesDetails: false;
}

/** The type of the details that a definition declares. */
export type DetailsOfDefinition<Definition> = Definition extends { readonly details: infer Schema }
  ? DetailsOf<Schema>
  : undefined;

/** One factory for each code. Where the codes are not known when compiling, any name may be one. */
export type Factories<Definitions> = {
  readonly [Code in keyof Definitions & string]: string extends Code
    ? AnyFactory
    : Factory<Code, DetailsOfDefinition<Definitions[Code]>>;
};

/** A factory whose code is not known when compiling. */
export type AnyFactory = { readonly code: string; readonly entry: Entry } & ((
  details?: unknown,
  options?: ApiErrorOptions,
) => ApiError);

/** What a guard raises for one of its outcomes: a code without details, or anything that takes the guard's facts as details. */
export type Refusal<Facts> = BareFactory | ((facts: Facts, options?: ApiErrorOptions) => ApiError);

/** The part of a definition that a factory needs the type of. */
export type Definitions = Readonly<Record<string, ErrorDefinition>>;

/**
 * Makes the factory of a code. Outside production, details are validated when an error is made, so that a wrong one
 * fails the test that raised it rather than a client.
 */
export function makeFactory(entry: Entry): AnyFactory {
  const { schema } = entry;
  const checks = !isProduction();
  const make = (details?: unknown, options?: ApiErrorOptions): ApiError<string, unknown> => {
    if (checks && schema !== undefined) checkDetails(entry, schema, details);
    return makeApiError(entry, schema === undefined ? undefined : details, options);
  };
  return Object.assign(make, { code: entry.code, entry, takesDetails: schema !== undefined });
}

/** Makes the error of a guard's outcome. A contract's own factory gets those facts that its code declares as details, and no others. */
export function raise<Facts extends object>(
  outcome: Refusal<Facts>,
  facts: Facts,
  options?: ApiErrorOptions,
): ApiError {
  const make = outcome as (facts: unknown, options?: ApiErrorOptions) => ApiError;
  if (!("entry" in outcome)) return make(facts, options);
  const { details } = outcome.entry;
  if (details === undefined) return make(undefined, options);
  const { names, isOpen } = namesOf(details);
  const declared = isOpen ? facts : Object.fromEntries(Object.entries(facts).filter(([key]) => names.has(key)));
  return make(declared, options);
}

const namesBySchema = new WeakMap<JsonSchema, DetailNames>();

/** Guards raise on every refused request, so each schema is walked once. */
function namesOf(schema: JsonSchema): DetailNames {
  let names = namesBySchema.get(schema);
  if (names === undefined) {
    names = detailNames(schema);
    namesBySchema.set(schema, names);
  }
  return names;
}

function checkDetails(entry: Entry, schema: NonNullable<Entry["schema"]>, details: unknown): void {
  const issues = detailsIssues(schema, details);
  if (issues.length === 0) return;
  // Left out, details are an object without any: `error.SOFT()` compiles where all of them are optional.
  if (details === undefined && detailsIssues(schema, {}).length === 0) return;
  throw new TypeError(
    `ERRATA_DETAILS_INVALID: the details of ${entry.code} do not fit its schema: ${issues.join("; ")}. ` +
      `Received ${quote(details)}. Throw it with the declared details, or change the schema.`,
  );
}

function isProduction(): boolean {
  return (
    (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.NODE_ENV === "production"
  );
}
