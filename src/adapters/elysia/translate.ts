import { ValidationError } from "elysia";
import type { StandardSchema } from "../../contract/index.ts";
import { type FieldLocation, inputError } from "../../server/adapter.ts";
import { type Boundary, InputError } from "../../server/index.ts";
import { type TypeboxIssue, typeboxIssues } from "../shared/index.ts";

/** Parts of the request by the names of Elysia. */
const locations: Readonly<Record<string, FieldLocation>> = {
  body: "body",
  query: "query",
  params: "path",
  headers: "header",
  // Its name in apps that are not compiled.
  header: "header",
  cookie: "cookie",
};

/**
 * Returns the response that an error of the app creates; undefined if it creates none, or fails. Elysia's own errors would send
 * what they received.
 */
export async function ownResponse(thrown: unknown): Promise<unknown> {
  const error = (thrown ?? {}) as { readonly toResponse?: unknown; readonly code?: unknown };
  if (typeof error.toResponse !== "function" || error.code === "VALIDATION" || error.code === "INVALID_FILE_TYPE")
    return undefined;
  try {
    return await error.toResponse();
  } catch {
    return undefined;
  }
}

/** Returns an error of Elysia's parsers, validators and cookies in the form that the boundary reads. */
export function translated(thrown: unknown, { raise }: Pick<Boundary, "raise">): unknown {
  if (thrown instanceof ValidationError) return validationFailure(thrown, raise);
  const { code, property, cause } = (thrown ?? {}) as Readonly<Record<string, unknown>>;
  if (code === "PARSE" && cause !== undefined) return cause;
  if (code === "INVALID_FILE_TYPE")
    return invalid("body", [String(property)], "The type of the file is not allowed.", "enum");
  if (code === "INVALID_COOKIE_SIGNATURE")
    return invalid("cookie", [], "The signature of a cookie is invalid.", "format");
  return thrown;
}

function invalid(location: FieldLocation, path: readonly string[], message: string, code: string): InputError {
  return new InputError([{ path, message, code }], location);
}

/** A response that its own schema rejects is a mistake of the server. Its values must not be logged. */
function validationFailure(error: ValidationError, raise: Boundary["raise"]): unknown {
  const location = locations[error.type];
  const standard = location === undefined ? undefined : standardIssues(error);
  if (location !== undefined && standard !== undefined) return inputError(standard, error.value, location);
  const issues = error.all as readonly TypeboxIssue[];
  if (location !== undefined) return new InputError(typeboxIssues(issues), location);
  const paths = typeboxIssues(issues).map(({ path }) => path.join("."));
  return raise("internal", {}, { note: `the response does not match its schema: ${paths.join(", ").slice(0, 200)}` });
}

/** Returns the issues of a Standard Schema, of which Elysia keeps only the messages; undefined for TypeBox. */
function standardIssues({ validator, value }: ValidationError): Parameters<typeof inputError>[0] | undefined {
  const { schema = validator } = validator as { readonly schema?: object };
  const { "~standard": standard } = schema as Partial<StandardSchema>;
  return (standard?.validate(value) as { readonly issues?: Parameters<typeof inputError>[0] } | undefined)?.issues;
}
