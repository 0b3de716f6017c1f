import { requireMember } from "../../contract/faults/arguments.ts";
import { type FieldLocation, inputError } from "../../server/adapter.ts";

/** The result that a validator middleware passes to its hook. */
export interface ValidationOutcome {
  /** Whether the value is valid. */
  readonly success: boolean;
  /** A ZodError, or the issues of a Standard Schema. @default none */
  readonly error?: unknown;
  /** The value that was validated. @default undefined */
  readonly data?: unknown;
  /** Part of the request: `json`, `form`, `query`, `param`, `header` or `cookie`. */
  readonly target: string;
}

const locations: Readonly<Record<string, FieldLocation>> = {
  query: "query",
  param: "path",
  header: "header",
  cookie: "cookie",
};

/**
 * Hook for the validator middlewares of @hono/zod-validator, @hono/standard-validator and hono-openapi. Without it they
 * respond with the library's own errors, which repeat the received values.
 *
 * @throws InputError with one issue per field, for which the boundary responds with the contract's `invalid_request`
 * @example
 * ```ts
 * import { sValidator } from "@hono/standard-validator";
 * import { type BoundaryEnv, validationHook } from "errata/hono";
 * import type { Hono } from "hono";
 * import { z } from "zod";
 *
 * const NewOrder = z.object({ sku: z.string() });
 *
 * export function addRoutes(app: Hono<BoundaryEnv>): void {
 *   app.post("/v1/orders", sValidator("json", NewOrder, validationHook), (c) => c.json(c.req.valid("json"), 201));
 * }
 * ```
 */
export function validationHook(outcome: ValidationOutcome): void {
  requireMember("validationHook: outcome", outcome, "success", "what a validator of Hono passes to its hook");
  const { success, error, data, target } = outcome;
  if (success) return;
  const issues = Array.isArray(error) ? error : (error as { readonly issues?: unknown } | undefined)?.issues;
  throw inputError(Array.isArray(issues) ? issues : [], data, locations[target] ?? "body");
}
