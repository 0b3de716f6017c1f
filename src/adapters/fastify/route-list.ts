import type { FastifyInstance } from "fastify";
import type { Operation } from "../../contract/index.ts";
import { allowedMethods, type RouteTable, routeTable } from "../../server/adapter.ts";

/** The routes of a Fastify app, which Fastify itself finds by method only. */
export class RouteList {
  private readonly routes = new Map<string, Operation>();
  /** Routes such as `/files/*`, without the asterisk. */
  private readonly wildcards: { readonly method: string; readonly prefix: string }[] = [];
  private table: RouteTable | undefined;

  constructor(app: FastifyInstance) {
    app.addHook("onRoute", ({ method, url }) => {
      const path = pathOf(url);
      for (const each of [method].flat()) {
        if (!path.endsWith("*")) this.add(each, path);
        // A wildcard for every path says nothing about one.
        else if (path.length > 2) this.wildcards.push({ method: each, prefix: path.slice(0, -1) });
      }
    });
  }

  /** Returns the routes as `METHOD /path`, without those for HEAD that Fastify adds to every GET. */
  names(): Iterable<string> {
    return [...this.routes.values()]
      .filter(({ method, path }) => method !== "HEAD" || !this.routes.has(`GET ${path}`))
      .map(({ name }) => name);
  }

  /** Returns the methods of a path, as the Allow header lists them; none if it is unknown. */
  methods(target: string): readonly string[] {
    this.table ??= routeTable({ operations: this.routes });
    const exact = this.table.match("", target)?.allow ?? [];
    const others = this.wildcards.filter(({ prefix }) => target.startsWith(prefix)).map(({ method }) => method);
    return others.length === 0 ? exact : allowedMethods([...exact, ...others]);
  }

  /** Returns whether a route of any path has a method. */
  hasMethod(method: string): boolean {
    return [...this.routes.values()].some((route) => route.method === method);
  }

  private add(method: string, path: string): void {
    const name = `${method} ${path}`;
    this.routes.set(name, { name, method, path } as Operation);
    this.table = undefined;
  }
}

/** Returns a path without the patterns of its parameters and the slash that a prefix adds. */
function pathOf(url: string): string {
  const path = url.replaceAll(/\([^/]*\)/g, "");
  return path.length > 1 ? path.replace(/\/$/, "") : path;
}
