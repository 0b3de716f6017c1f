import { isFormError } from "../request/index.ts";

/** Drivers' errors are wrapped by query builders, and those by repositories; no deeper chain is searched. */
const maxDepth = 5;
const maxErrors = 20;

/** Returns a thrown value, then its causes, what a GraphQLError wraps and the errors of an AggregateError, outermost first. */
export function errorsWithin(thrown: unknown): readonly unknown[] {
  const found: unknown[] = [thrown];
  let level: readonly unknown[] = [thrown];
  for (let depth = 1; depth < maxDepth && level.length > 0; depth += 1) {
    level = level.flatMap(innerErrors).filter((error) => !found.includes(error));
    found.push(...level.slice(0, maxErrors - found.length));
  }
  return found;
}

/** Returns the first of these errors that is an instance of a class. */
export function findWithin<Found>(thrown: unknown, type: new (message: string) => Found): Found | undefined {
  return errorsWithin(thrown).find((error): error is Found => {
    try {
      return error instanceof type;
    } catch {
      return false;
    }
  });
}

/** Returns the error with which `formData()` can have rejected a body; undefined if there is none. */
export function findFormError(thrown: unknown): Error | undefined {
  const error = findWithin(thrown, TypeError) ?? findWithin(thrown, Error);
  return isFormError(error) ? (error as Error) : undefined;
}

function innerErrors(error: unknown): readonly unknown[] {
  if (typeof error !== "object" || error === null) return [];
  try {
    const { cause, originalError, errors } = error as Readonly<Record<string, unknown>>;
    // Ajv's errors and lists of field errors are data, not causes.
    const listed: readonly unknown[] = Array.isArray(errors) ? errors.slice(0, maxErrors) : [];
    const inner = [originalError, ...listed].filter((item) => item instanceof Error);
    return cause === undefined || cause === null ? inner : [cause, ...inner];
  } catch {
    // A revoked Proxy, or a getter that throws.
    return [];
  }
}
