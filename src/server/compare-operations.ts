import { requireMember, requireResult, requireValue } from "../contract/faults/arguments.ts";
import type { AnyContract } from "../contract/index.ts";
import type { Boundary } from "./boundary.ts";

/** Differences between the routes of a server and its contract's operations, each as `METHOD /path`. */
export interface RouteReport {
  /** Routes that the contract does not know. Paths below `/.well-known/` and patterns that end with `*`, such as `/docs/*`, are not listed. */
  readonly routesWithoutOperation: readonly string[];
  /** Operations that no route serves. */
  readonly operationsWithoutRoute: readonly string[];
}

/**
 * Compares the routes of any server with the operations of its contract. Call it in a test. `honoBoundary` and the option
 * `handles` of `nodeListener` warn about differences at startup.
 *
 * @param routes every route as `METHOD /path`; `ALL /path` has every method. Parameters can be `{id}`, `:id` or `*`
 * @param isServed returns whether a handler of no listed route serves a path, such as `/orders/x`. @default none does
 * @throws RangeError if a route is not `METHOD /path`
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { boundary, compareOperations } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * compareOperations(boundary(shop), ["GET /orders"]);
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareOperations(
  boundary: Pick<Boundary, "contract" | "routes">,
  routes: Iterable<string>,
  isServed: (method: string, path: string) => boolean = () => false,
): RouteReport {
  requireResult("the boundary of compareOperations", boundary, "contract", "boundary(…)");
  requireMember("compareOperations: routes", routes, Symbol.iterator, "a list");
  requireValue("compareOperations: isServed", isServed, "function");
  const { contract, routes: table } = boundary;
  const operations = [...contract.operations.values()];
  const unknown = new Set<string>();
  const handled = new Set<string>();
  for (const route of routes) {
    const { method, path } = splitRoute(route);
    const methods = method === "ALL" ? operations.map((operation) => operation.method) : [method];
    const found = methods.flatMap((each) => table.operation(each, path) ?? []);
    // Servers handle HEAD like GET.
    const ofHead = method === "GET" ? table.operation("HEAD", path) : undefined;
    if (found.length === 0 && ofHead === undefined && !isUndocumented(path)) unknown.add(route);
    for (const operation of found) if (methods.includes(operation.method)) handled.add(operation.name);
    if (ofHead !== undefined) handled.add(ofHead.name);
  }
  return {
    routesWithoutOperation: [...unknown],
    operationsWithoutRoute: operations
      .filter(({ name, method, path }) => !handled.has(name) && !isServed(method, samplePath(path)))
      .map(({ name }) => name),
  };
}

/** Returns a path that matches an operation's: `/orders/x` for `/orders/{orderId}`. */
export function samplePath(path: string): string {
  return path.replaceAll(/\{[^}]*\}/g, "x");
}

/** Returns whether a path serves something else than an operation, such as the contract itself or files. */
function isUndocumented(path: string): boolean {
  return /^\/\.well-known\/|\*$/.test(path);
}

/** Warns if the routes of a server and the operations of its contract differ. */
export function warnOfDifferences(
  { contract, warn }: Pick<Boundary, "contract" | "warn">,
  { routesWithoutOperation, operationsWithoutRoute }: RouteReport,
): void {
  const differences = [
    ...(routesWithoutOperation.length > 0 ? [`routes without an operation: ${listed(routesWithoutOperation)}`] : []),
    ...(operationsWithoutRoute.length > 0 ? [`operations without a route: ${listed(operationsWithoutRoute)}`] : []),
  ];
  if (differences.length > 0) warn(message(contract, differences.join("; ")));
}

function message({ name }: AnyContract, differences: string): string {
  return (
    `ERRATA_ROUTES: expected the app's routes to be the operations of contract "${name}", received ${differences}. ` +
    "Add the operation to the contract, or the route to the app."
  );
}

function splitRoute(route: string): { readonly method: string; readonly path: string } {
  const [, method, path] = /^([!#$%&'*+.^_`|~0-9A-Z-]+) (\/\S*)$/.exec(route) ?? [];
  if (method !== undefined && path !== undefined) return { method, path };
  throw new RangeError(
    `ERRATA_ROUTE_INVALID: expected a route such as "GET /orders/{orderId}", received ${JSON.stringify(route)?.slice(0, 80)}. ` +
      "Write the method in capitals, a space and the path.",
  );
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, 10).map((name) => name.slice(0, 80));
  return `${first.join(", ")}${names.length > first.length ? ` and ${names.length - first.length} more` : ""}`;
}
