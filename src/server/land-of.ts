import type { Boundary } from "./boundary.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Finds the operation of a request by the contract's paths, and keeps it in the context.
 *
 * @returns headers of the 204 that answers OPTIONS where the contract has no operation for it; undefined when there is an operation
 * @throws `unknown_route`, `method_not_allowed`
 */
export function resolveOperation(boundary: Boundary, context: RequestContext): { readonly Allow: string } | undefined {
  const { method, target } = context.request;
  const match = boundary.routes.match(method, target);
  if (match === undefined) throw boundary.raise("unknown_route");
  const { operation, allow } = match;
  if (operation === undefined) return allowed(boundary, method, allow);
  context.operation = operation;
  context.route = operation.path;
  return undefined;
}

/**
 * Tells OPTIONS, and refuses any other method, which methods a path has.
 *
 * @throws `method_not_allowed`
 */
export function allowed({ raise }: Boundary, method: string, allow: readonly string[]): { readonly Allow: string } {
  const headers = { Allow: allow.join(", ") };
  if (method === "OPTIONS") return headers;
  throw raise("method_not_allowed", { method, allow }, { headers });
}
