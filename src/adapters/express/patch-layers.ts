import type { Express, NextFunction, Request } from "express";
import { type Layer, layersOf } from "./routes.ts";

/** Calls the handler of a layer with a request, a response and `next`, or with an error before these. */
type CallHandler = (this: Layer, ...args: unknown[]) => void;

/** The methods of layers that do so, and the number of arguments. The names with an underscore are those of Express 4. */
const argumentsOf = { handleRequest: 3, handle_request: 3, handleError: 4, handle_error: 4 } as const;
const patched = new WeakSet<object>();

/**
 * Patches the class of Express's layers, once per copy of Express and only for requests of apps with a boundary. No route
 * receives a request that its head rejects, a handler that throws what Express takes for no error fails, and Express 4 passes the
 * rejected promise of a handler on as an error.
 *
 * @returns false if the app has no layer yet
 */
export function patchLayers(app: Express): boolean {
  const [layer] = layersOf(app);
  if (layer === undefined) return false;
  const layers = Object.getPrototypeOf(layer) as Record<string, CallHandler | undefined>;
  if (patched.has(layers)) return true;
  patched.add(layers);
  for (const [name, count] of Object.entries(argumentsOf)) {
    const original = layers[name];
    if (original !== undefined) layers[name] = patchedCall(original, count);
  }
  return true;
}

function patchedCall(original: CallHandler, count: 3 | 4): CallHandler {
  return function callHandler(...args) {
    const { handle, route } = this;
    const { errata } = args[count - 3] as Request;
    const next = args[count - 1] as NextFunction;
    if (count === 3 && route !== undefined && errata?.headError !== undefined) return next(errata.headError);
    // Express recognizes the handlers of errors by their four parameters.
    const isSkipped = count === 4 ? handle.length !== 4 : handle.length > 3;
    if (isSkipped || errata === undefined) return original.apply(this, args);
    try {
      const result = handle(...args);
      if (result instanceof Promise) result.catch((reason: unknown) => next(errorOf(reason)));
    } catch (thrown) {
      next(errorOf(thrown));
    }
  };
}

/** Express takes a falsy value for a call of `next()`, and these words for commands. All of them pass the request on. */
function errorOf(thrown: unknown): unknown {
  const isPassedOn = !thrown || thrown === "route" || thrown === "router";
  return isPassedOn ? new Error("The handler threw a value that is no error.", { cause: thrown }) : thrown;
}
