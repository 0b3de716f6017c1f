import type { Server } from "node:http";
import { type ArgumentsHost, HttpException, type HttpServer, NotFoundException } from "@nestjs/common";
import { BaseExceptionFilter } from "@nestjs/core";
import { responderOf } from "../shared/index.ts";
import { withIssues } from "./validation-issues.ts";

/** The members of Nest's adapters that are used here. */
export type Adapter = HttpServer & { getType(): string; getInstance(): never; getHttpServer(): Server };
type Handler = (...args: readonly unknown[]) => unknown;

/** Stands for the error of a request that no route handles. */
const unrouted: unique symbol = Symbol("errata.unrouted");
/** Errors of requests that Nest replaces by an exception of its own. */
const originals = new WeakMap<object, unknown>();
let isPatched = false;

/** Wraps Nest's handlers of unknown paths and of errors, to distinguish their exceptions from those of the app. */
export function noteHandlers(adapter: Adapter): void {
  const { setNotFoundHandler, setErrorHandler } = adapter as unknown as Record<string, Handler>;
  Object.assign(adapter, {
    setNotFoundHandler(handler: Handler, prefix?: string) {
      const noted: Handler = (request, ...rest) => {
        originals.set(request as object, unrouted);
        return handler(request, ...rest);
      };
      // Nest would register a route for every path below the prefix, so that every method seemed to be allowed.
      if (adapter.getType() === "express" && prefix) return adapter.use(`/${prefix.replaceAll(/^\/|\/$/g, "")}`, noted);
      return setNotFoundHandler?.call(adapter, noted, prefix);
    },
    setErrorHandler(handler: Handler, prefix?: string) {
      // Express tells the handlers of errors by their four parameters.
      const noted = (error: unknown, request: unknown, response: unknown, next: unknown): unknown => {
        originals.set(request as object, error);
        return handler(error, request, response, next);
      };
      return setErrorHandler?.call(adapter, noted, prefix);
    },
  });
}

/**
 * Patches the filter that handles what no filter of the app does, and that such filters extend. Requests of apps without a
 * boundary are left to the original.
 */
export function patchFilter(): void {
  if (isPatched) return;
  isPatched = true;
  const { catch: handle } = BaseExceptionFilter.prototype;
  BaseExceptionFilter.prototype.catch = function (exception: unknown, host: ArgumentsHost): void {
    const request: unknown = host.getType() === "http" ? host.getArgByIndex(0) : undefined;
    const responder = responderOf(request);
    if (responder === undefined) {
      handle.call(this, exception, host);
      return;
    }
    const original = originals.get(request as object);
    if (original === unrouted && exception instanceof NotFoundException) responder.respondToUnrouted();
    else responder.respond(withIssues(isReplaced(original, exception) ? original : exception));
  };
}

/** Returns whether Nest has replaced an error by an exception with the same text, because of its class. */
function isReplaced(original: unknown, exception: unknown): boolean {
  if (!(exception instanceof HttpException) || !(original instanceof Error)) return false;
  return exception.cause === original || exception.message === original.message;
}
