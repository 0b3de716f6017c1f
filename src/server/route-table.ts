import type { AnyContract, Operation } from "../contract/index.ts";

/** What a path leads to. */
export interface RouteMatch {
  /** The operation of the method; undefined when the path has others only. */
  readonly operation: Operation | undefined;
  /** Every method that the path answers, HEAD and OPTIONS included, as Allow names them. */
  readonly allow: readonly string[];
}

/** The routes of a contract's operations. */
export interface RouteTable {
  /** Finds what a path, with or without a query, leads to; undefined when no operation has it. */
  match(method: string, target: string): RouteMatch | undefined;
  /** Finds the operation of a framework's route, whatever it calls its parameters: `/a/:id`, `/a/{id}`, `/a/*`. */
  operation(method: string, route: string): Operation | undefined;
}

/** What a path leads to so far. Literals are compared where they stand, so that matching allocates nothing. */
interface Node {
  readonly literals: { readonly segment: string; readonly node: Node }[];
  parameter: Node | undefined;
  readonly matches: Map<string, RouteMatch>;
  /** Answers methods that the path does not have; undefined where no path ends. */
  other: RouteMatch | undefined;
}

/** Makes the table of a contract's operations: one tree, literal segments before parameters. */
export function routeTable({ operations }: AnyContract): RouteTable {
  const root = emptyNode();
  const byShape = new Map<string, Operation>();
  const shapes = new Map<string, string>();
  for (const operation of operations.values()) {
    addOperation(root, operation);
    byShape.set(`${operation.method} ${shapeOf(operation.path)}`, operation);
  }
  return {
    match(method, target) {
      const query = target.indexOf("?");
      const found = find(root, target, 0, query === -1 ? target.length : query);
      if (found === undefined) return undefined;
      return found.matches.get(method) ?? (method === "HEAD" ? found.matches.get("GET") : undefined) ?? found.other;
    },
    operation(method, route) {
      // A framework's routes are few and asked for again and again; their shapes are worked out once.
      const shape = shapes.get(route) ?? shapeOf(route);
      shapes.set(route, shape);
      return byShape.get(`${method} ${shape}`) ?? (method === "HEAD" ? byShape.get(`GET ${shape}`) : undefined);
    },
  };
}

/** Lists methods as Allow does: GET brings HEAD, and OPTIONS is always answered. */
export function allowOf(methods: Iterable<string>): readonly string[] {
  const all = new Set(methods);
  if (all.has("GET")) all.add("HEAD");
  all.add("OPTIONS");
  return [...all].sort();
}

/** Finds the node of the path from the slash at `start` to `end`. */
function find(at: Node, path: string, start: number, end: number): Node | undefined {
  if (start >= end) return at.other === undefined ? undefined : at;
  if (path.charCodeAt(start) !== 47) return undefined;
  for (const { segment, node } of at.literals) {
    const next = start + 1 + segment.length;
    const ends = next === end || path.charCodeAt(next) === 47;
    const found = ends && path.startsWith(segment, start + 1) ? find(node, path, next, end) : undefined;
    if (found !== undefined) return found;
  }
  const slash = path.indexOf("/", start + 1);
  const next = slash === -1 || slash > end ? end : slash;
  // A parameter is never empty: `/customers/` is not the customer without an id.
  return at.parameter === undefined || next === start + 1 ? undefined : find(at.parameter, path, next, end);
}

function addOperation(root: Node, operation: Operation): void {
  let at = root;
  for (const segment of operation.path.split("/").slice(1)) at = step(at, segment);
  const methods = [...at.matches.keys(), operation.method];
  const allow = allowOf(methods);
  const known = new Map([...at.matches].map(([method, match]) => [method, match.operation]));
  known.set(operation.method, operation);
  for (const [method, found] of known) at.matches.set(method, { operation: found, allow });
  at.other = { operation: undefined, allow };
}

function step(at: Node, segment: string): Node {
  if (isParameter(segment)) {
    at.parameter ??= emptyNode();
    return at.parameter;
  }
  const known = at.literals.find((literal) => literal.segment === segment);
  if (known !== undefined) return known.node;
  const node = emptyNode();
  at.literals.push({ segment, node });
  return node;
}

function emptyNode(): Node {
  return { literals: [], parameter: undefined, matches: new Map(), other: undefined };
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
