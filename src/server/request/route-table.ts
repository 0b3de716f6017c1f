import type { AnyContract, Operation } from "../../contract/index.ts";
import type { RequestContext } from "./request-context.ts";

/** The operations of one path. */
export interface RouteMatch {
  /** Operation of the method; undefined if the path has only other methods. */
  readonly operation: Operation | undefined;
  /** Methods of the path as the Allow header lists them, including HEAD and OPTIONS. */
  readonly allow: readonly string[];
}

/** Finds the operations of a contract by path. */
export interface RouteTable {
  /** Returns the match of a path, with or without a query; undefined if no operation has the path. */
  match(method: string, target: string): RouteMatch | undefined;
  /** Returns whether an operation has a method. */
  hasMethod(method: string): boolean;
  /** Returns the operation of a framework's route, whose parameters may have other names and forms: `/a/:id`, `/a/{id}`, `/a/*`. */
  operation(method: string, route: string): Operation | undefined;
}

/** One segment of the tree. Literals are compared in place, so that matching allocates nothing. */
interface Node {
  readonly literals: { readonly segment: string; readonly node: Node }[];
  parameter: Node | undefined;
  readonly matches: Map<string, RouteMatch>;
  /** Match of a method that the path does not have; undefined if no path ends here. */
  otherMethod: RouteMatch | undefined;
}

/** Builds the route table of a contract: one tree, in which literal segments precede parameters. */
export function routeTable({ operations }: Pick<AnyContract, "operations">): RouteTable {
  const root = emptyNode();
  const byShape = new Map<string, Operation>();
  const shapes = new Map<string, string>();
  const methods = new Set<string>();
  for (const operation of operations.values()) {
    addOperation(root, operation);
    methods.add(operation.method);
    byShape.set(`${operation.method} ${shapeOf(operation.path)}`, operation);
  }
  return {
    match(method, target) {
      const query = target.indexOf("?");
      const node = find(root, target, 0, query === -1 ? target.length : query);
      if (node === undefined) return undefined;
      return node.matches.get(method) ?? (method === "HEAD" ? node.matches.get("GET") : undefined) ?? node.otherMethod;
    },
    hasMethod: (method) => methods.has(method),
    operation(method, route) {
      const shape = shapes.get(route) ?? shapeOf(route);
      shapes.set(route, shape);
      return byShape.get(`${method} ${shape}`) ?? (method === "HEAD" ? byShape.get(`GET ${shape}`) : undefined);
    },
  };
}

/**
 * Stores the operation of a request, and its route, in the context.
 *
 * @returns undefined if the contract has the operation, otherwise the methods of the path; none if the path is unknown
 */
export function resolveOperation(routes: RouteTable, context: RequestContext): readonly string[] | undefined {
  const match = routes.match(context.request.method, context.request.target);
  if (match?.operation === undefined) return match?.allow ?? [];
  context.operation = match.operation;
  context.route = match.operation.path;
  return undefined;
}

/** Lists methods for the Allow header: adds HEAD to GET, and OPTIONS, which the boundary handles for every path that has a method. */
export function allowedMethods(methods: Iterable<string>): readonly string[] {
  const allowed = new Set(methods);
  if (allowed.size > 0) allowed.add("OPTIONS");
  if (allowed.has("GET")) allowed.add("HEAD");
  return [...allowed].sort();
}

/** Finds the node of the path between the slash at `start` and `end`. */
function find(node: Node, path: string, start: number, end: number): Node | undefined {
  if (start >= end) return node.otherMethod === undefined ? undefined : node;
  if (path.charCodeAt(start) !== 47) return undefined;
  for (const { segment, node: child } of node.literals) {
    const next = start + 1 + segment.length;
    const endsHere = next === end || path.charCodeAt(next) === 47;
    const match = endsHere && path.startsWith(segment, start + 1) ? find(child, path, next, end) : undefined;
    if (match !== undefined) return match;
  }
  const slash = path.indexOf("/", start + 1);
  const next = slash === -1 || slash > end ? end : slash;
  // A parameter is never empty: `/customers/` is not `/customers/{customerId}`.
  return node.parameter === undefined || next === start + 1 ? undefined : find(node.parameter, path, next, end);
}

function addOperation(root: Node, operation: Operation): void {
  let node = root;
  for (const segment of operation.path.split("/").slice(1)) node = childOf(node, segment);
  const operations = new Map([...node.matches].map(([method, match]) => [method, match.operation]));
  operations.set(operation.method, operation);
  const allow = allowedMethods(operations.keys());
  for (const [method, existing] of operations) node.matches.set(method, { operation: existing, allow });
  node.otherMethod = { operation: undefined, allow };
}

function childOf(parent: Node, segment: string): Node {
  if (isParameter(segment)) {
    parent.parameter ??= emptyNode();
    return parent.parameter;
  }
  const existing = parent.literals.find((literal) => literal.segment === segment);
  if (existing !== undefined) return existing.node;
  const node = emptyNode();
  parent.literals.push({ segment, node });
  return node;
}

function emptyNode(): Node {
  return { literals: [], parameter: undefined, matches: new Map(), otherMethod: undefined };
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{") || segment.startsWith(":") || segment === "*";
}

function shapeOf(path: string): string {
  return path
    .split("/")
    .map((segment) => (isParameter(segment) ? "{}" : segment))
    .join("/");
}
