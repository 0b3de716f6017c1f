import type { Express } from "express";
import { requireBoundary, requireMember } from "../../contract/faults/arguments.ts";
import { type Boundary, compareOperations, type RouteReport, samplePath } from "../../server/adapter.ts";

/** The members of Express's layers that are used here. Express 4 and 5 name them alike. */
export interface Layer {
  readonly route?: { readonly path: unknown; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle: ((...args: readonly unknown[]) => unknown) & { readonly stack?: readonly Layer[] };
  /** Part of the path that the last match consumed; newer versions return it. */
  readonly path?: string;
  match(path: string): boolean | { readonly path: string };
}

/**
 * Compares an app's routes with the operations of its contract. In development, the boundary does so when the app listens,
 * and warns about differences. Call it in a test, after the last route. Routes of a router whose prefix no operation has, and
 * those of mounted apps, cannot be listed.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { compareRoutes, expressBoundary } from "errata/express";
 * import { boundary } from "errata/server";
 * import express from "express";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 *   operations: { "POST /orders": ["SOLD_OUT"] },
 * });
 * const shopBoundary = boundary(shop);
 * const app = expressBoundary(express(), shopBoundary);
 * app.get("/orders", (_request, response) => void response.json([]));
 * compareRoutes(app, shopBoundary);
 * // { routesWithoutOperation: ["GET /orders"], operationsWithoutRoute: ["POST /orders"] }
 * ```
 */
export function compareRoutes(app: Express, boundary: Boundary): RouteReport {
  requireMember("compareRoutes: app", app, "use", "an Express app");
  requireBoundary("compareRoutes", boundary);
  const layers = layersOf(app);
  const prefixes = new Set([...boundary.contract.operations.values()].flatMap(({ path }) => prefixesOf(path)));
  return compareOperations(
    boundary,
    listRoutes(layers, "", [...prefixes]),
    (method, path) => hasMountedApp(layers, path) || methodsAt(layers, path).has(method === "HEAD" ? "GET" : method),
  );
}

/** Returns the layers of an app's router, in Express 4 and 5. */
export function layersOf(app: Express): readonly Layer[] {
  const { _router } = app as unknown as { readonly _router?: { readonly stack: readonly Layer[] } };
  if (_router !== undefined) return _router.stack;
  try {
    return (app.router as unknown as { readonly stack: readonly Layer[] }).stack;
  } catch {
    // Express 4 has created no router yet, and its getter throws.
    return [];
  }
}

/** Returns whether another app is mounted above a path. Its routes cannot be read. */
export function hasMountedApp(layers: readonly Layer[], target: string): boolean {
  const [path = "/"] = target.split("?", 1);
  return layers.some((layer) => {
    const rest = restOf(layer, path);
    return rest !== undefined && (layer.handle.name === "mounted_app" || hasMountedApp(layer.handle.stack ?? [], rest));
  });
}

/** Returns the methods of the routes that a target matches; `ALL` if one of them has every method. */
export function methodsAt(layers: readonly Layer[], target: string): ReadonlySet<string> {
  const [path = "/"] = target.split("?", 1);
  return new Set(
    layers.flatMap((layer) => {
      const rest = restOf(layer, path);
      if (rest === undefined) return [];
      return layer.route === undefined ? [...methodsAt(layer.handle.stack ?? [], rest)] : methodsOf(layer.route);
    }),
  );
}

/** Returns whether a route of any path has a method. */
export function hasMethod(layers: readonly Layer[], method: string): boolean {
  return layers.some(({ route, handle }) =>
    route === undefined ? hasMethod(handle.stack ?? [], method) : route.methods[method.toLowerCase()] === true,
  );
}

/** `app.all` adds each method of Node, which is more than 30. */
function methodsOf({ methods }: NonNullable<Layer["route"]>): readonly string[] {
  const names = Object.keys(methods);
  return methods._all === true || names.length > 30 ? ["ALL"] : names.map((method) => method.toUpperCase());
}

/** Lists routes as `METHOD /path`. A router keeps no prefix, so it is searched among those of the contract's paths. */
function listRoutes(layers: readonly Layer[], mount: string, prefixes: readonly string[]): readonly string[] {
  return layers.flatMap((layer) => {
    const { route, handle } = layer;
    if (route !== undefined) {
      const paths = [route.path].flat().filter((path) => typeof path === "string");
      const full = paths.map((path) => mount + (path === "/" && mount !== "" ? "" : path));
      return full.flatMap((path) => methodsOf(route).map((method) => `${method} ${path}`));
    }
    const mounts = prefixes.filter((prefix) => restOf(layer, samplePath(prefix) || "/") === "/");
    return mounts.flatMap((own) => {
      const below = prefixes.filter((prefix) => prefix.startsWith(own)).map((prefix) => prefix.slice(own.length));
      return listRoutes(handle.stack ?? [], mount + own, below);
    });
  });
}

/** Returns the prefixes of a path, from none to the path itself. */
function prefixesOf(path: string): readonly string[] {
  return path.split("/").map((_segment, index, segments) => segments.slice(0, index + 1).join("/"));
}

/** Returns the part of a path that remains for the routes below a layer; undefined if the layer does not match. */
function restOf(layer: Layer, path: string): string | undefined {
  try {
    const match = layer.match(path);
    if (match === false) return undefined;
    const consumed = typeof match === "object" ? match.path : (layer.path ?? "");
    const rest = path.slice(consumed.length);
    return rest.startsWith("/") ? rest : `/${rest}`;
  } catch {
    // The path has an invalid escape.
    return undefined;
  }
}
