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
  /** Finds what a path leads to; undefined when no operation has it. */
  match(method: string, path: string): RouteMatch | undefined;
  /** Finds the operation of a framework's route, whatever it calls its parameters: `/a/:id`, `/a/{id}`, `/a/*`. */
  operation(method: string, route: string): Operation | undefined;
}

interface Node {
  readonly children: Map<string, Node>;
  parameter: Node | undefined;
  readonly operations: Map<string, Operation>;
}

/** Makes the table of a contract's operations: one tree, literal segments before parameters. */
export function routeTable({ operations }: AnyContract): RouteTable {
  const root = node();
  const byShape = new Map<string, Operation>();
  for (const operation of operations.values()) {
    let at = root;
    for (const segment of segmentsOf(operation.path)) at = step(at, segment);
    at.operations.set(operation.method, operation);
    byShape.set(shapeOf(operation.method, operation.path), operation);
  }
  return {
    match(method, path) {
      const found = find(root, segmentsOf(path), 0);
      if (found === undefined) return undefined;
      const wanted = method === "HEAD" && !found.operations.has("HEAD") ? "GET" : method;
      return { operation: found.operations.get(wanted), allow: allowOf(found.operations.keys()) };
    },
    operation: (method, route) =>
      byShape.get(shapeOf(method, route)) ?? (method === "HEAD" ? byShape.get(shapeOf("GET", route)) : undefined),
  };
}

/** Lists methods as Allow does: GET brings HEAD, and OPTIONS is always answered. */
export function allowOf(methods: Iterable<string>): readonly string[] {
  const all = new Set(methods);
  if (all.has("GET")) all.add("HEAD");
  all.add("OPTIONS");
  return [...all].sort();
}

function find(at: Node, segments: readonly string[], depth: number): Node | undefined {
  const segment = segments[depth];
  if (segment === undefined) return at.operations.size > 0 ? at : undefined;
  const literal = at.children.get(segment);
  const found = literal === undefined ? undefined : find(literal, segments, depth + 1);
  return found ?? (at.parameter === undefined || segment === "" ? undefined : find(at.parameter, segments, depth + 1));
}

function step(at: Node, segment: string): Node {
  if (isParameter(segment)) {
    at.parameter ??= node();
    return at.parameter;
  }
  const child = at.children.get(segment) ?? node();
  at.children.set(segment, child);
  return child;
}

function node(): Node {
  return { children: new Map(), parameter: undefined, operations: new Map() };
}

function segmentsOf(path: string): readonly string[] {
  const end = path.search(/[?#]/);
  return (end === -1 ? path : path.slice(0, end)).split("/").slice(1);
}

function isParameter(segment: string): boolean {
  return segment.startsWith("{") || segment.startsWith(":") || segment === "*";
}

function shapeOf(method: string, path: string): string {
  return `${method} ${path
    .split("/")
    .map((segment) => (isParameter(segment) ? "{}" : segment))
    .join("/")}`;
}
