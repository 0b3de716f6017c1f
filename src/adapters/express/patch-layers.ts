import type { Express, NextFunction, Request, Response } from "express";
import { type Layer, layersOf } from "./routes.ts";

type HandleRequest = (
  this: Layer & { handle: Handler },
  request: Request,
  response: Response,
  next: NextFunction,
) => void;
type HandleError = (
  this: Layer & { handle: Handler },
  error: unknown,
  request: Request,
  response: Response,
  next: NextFunction,
) => void;
type Handler = (...args: readonly unknown[]) => unknown;

/** The class of Express's layers: `handle_request` and `handle_error` are the names in Express 4. */
interface LayerClass {
  handleRequest?: HandleRequest;
  handle_request?: HandleRequest;
  handleError?: HandleError;
  handle_error?: HandleError;
}

const patched = new WeakSet<object>();

/**
 * Patches the class of Express's layers, once per copy of Express and only for requests of apps with a boundary. No route
 * receives a request that its head rejects, a handler that throws undefined or null fails, and Express 4 passes the rejected
 * promise of a handler on as an error.
 *
 * @returns false if the app has no layer yet
 */
export function patchLayers(app: Express): boolean {
  const [layer] = layersOf(app);
  if (layer === undefined) return false;
  const layers = Object.getPrototypeOf(layer) as LayerClass;
  if (patched.has(layers)) return true;
  patched.add(layers);
  const { handleRequest, handle_request, handleError, handle_error } = layers;
  if (handleRequest !== undefined) layers.handleRequest = keptFromRoutes(catchingRequest(handleRequest));
  if (handle_request !== undefined) layers.handle_request = keptFromRoutes(catchingRequest(handle_request));
  if (handleError !== undefined) layers.handleError = catchingError(handleError);
  if (handle_error !== undefined) layers.handle_error = catchingError(handle_error);
  return true;
}

function keptFromRoutes(original: HandleRequest): HandleRequest {
  return function handleRequest(request, response, next) {
    const error = this.route === undefined ? undefined : request.errata?.headError;
    if (error !== undefined) return next(error);
    original.call(this, request, response, next);
  };
}

function catchingRequest(original: HandleRequest): HandleRequest {
  return function handleRequest(request, response, next) {
    const { handle } = this;
    if (handle.length > 3 || request.errata === undefined) return original.call(this, request, response, next);
    catching(() => handle(request, response, next), next);
  };
}

function catchingError(original: HandleError): HandleError {
  return function handleError(error, request, response, next) {
    const { handle } = this;
    if (handle.length !== 4 || request.errata === undefined) return original.call(this, error, request, response, next);
    catching(() => handle(error, request, response, next), next);
  };
}

/** Express takes undefined and null for a call of `next()`, which passes the request on. */
function catching(run: () => unknown, next: NextFunction): void {
  try {
    const result = run();
    if (result instanceof Promise) result.catch((reason: unknown) => next(errorOf(reason)));
  } catch (thrown) {
    next(errorOf(thrown));
  }
}

function errorOf(thrown: unknown): unknown {
  return thrown ?? new Error(`The handler threw ${thrown}.`);
}
