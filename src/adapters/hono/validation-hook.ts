import { requireMember } from "../../contract/faults/arguments.ts";
import { type FieldLocation, inputError } from "../../server/adapter.ts";
import { type TypeboxIssue, typeboxIssues } from "../shared/index.ts";

/** The result that a validator middleware passes to its hook. */
export interface ValidationOutcome {
  /** Whether the value is valid. */
  readonly success: boolean;
  /** A ZodError, or the issues of a Standard Schema. @default none */
  readonly error?: unknown;
  /** The issues of Valibot. @default none */
  readonly issues?: unknown;
  /** The errors of ArkType or TypeBox. @default none */
  readonly errors?: unknown;
  /** The value that was validated. @default undefined */
  readonly data?: unknown;
  /** Part of the request: `json`, `form`, `query`, `param`, `header` or `cookie`. @default `json` */
  readonly target?: string | undefined;
}

const locations: Readonly<Record<string, FieldLocation>> = {
  query: "query",
  param: "path",
  header: "header",
  cookie: "cookie",
};

/**
 * Hook for the validator middlewares of @hono/zod-validator, @hono/standard-validator, hono-openapi,
 * @hono/valibot-validator, @hono/arktype-validator and @hono/typebox-validator. Without it they respond with the library's
 * own errors, which repeat the received values. The last two do not tell the hook which part of the request is invalid: it
 * is reported as the body.
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
  const { success, error, data, target = "json" } = outcome;
  if (!success) throw inputError(issuesOf(outcome, error as Failure | undefined), data, locations[target] ?? "body");
}

interface Failure {
  readonly issues?: unknown;
}

function issuesOf({ issues, errors }: ValidationOutcome, error: Failure | undefined): Parameters<typeof inputError>[0] {
  const list: unknown = [error, error?.issues, issues, errors].find(Array.isArray);
  if (!Array.isArray(list)) return [];
  // Only TypeBox has paths that are text: JSON Pointers.
  const isTypebox = typeof (list[0] as { readonly path?: unknown } | undefined)?.path === "string";
  return isTypebox ? typeboxIssues(list as TypeboxIssue[]) : (list as ReturnType<typeof typeboxIssues>);
}
