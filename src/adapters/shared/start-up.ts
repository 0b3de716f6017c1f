import type { Server } from "node:http";
import { type Boundary, type RouteReport, warnOfDifferences } from "../../server/adapter.ts";
import { handleClientErrors } from "./node-server/index.ts";

/** An app that creates its own server. */
interface ListeningApp {
  listen(...args: never[]): Server;
}

/** Warns if the routes of an app and the operations of its contract differ. A contract without operations is not compared. */
export function reportRoutes(boundary: Boundary, compare: () => RouteReport): void {
  if (boundary.contract.operations.size > 0) warnOfDifferences(boundary, compare());
}

/** Protects the server that `app.listen` creates. @param onListen called once the server exists, when the app has its routes */
export function protectListen(app: ListeningApp, boundary: Boundary, onListen: () => void): void {
  const listen = app.listen.bind(app) as (...args: readonly unknown[]) => Server;
  app.listen = (...args) => {
    const server = listen(...args);
    handleClientErrors(server, boundary);
    onListen();
    return server;
  };
}

/** Calls back when a server first reads `app.fetch`, which it does before its first request. */
export function whenServed(app: { readonly fetch: unknown }, callback: () => void): void {
  const { fetch } = app;
  let isServed = false;
  Object.defineProperty(app, "fetch", {
    configurable: true,
    enumerable: true,
    get() {
      // Later, because routes can follow in the same module.
      if (!isServed) queueMicrotask(callback);
      isServed = true;
      return fetch;
    },
    set(value) {
      Object.defineProperty(app, "fetch", { value, configurable: true, enumerable: true, writable: true });
    },
  });
}
