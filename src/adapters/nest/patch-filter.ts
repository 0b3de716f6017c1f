import { type ArgumentsHost, HttpException, NotFoundException } from "@nestjs/common";
import { BaseExceptionFilter } from "@nestjs/core";
import { responderOf } from "../shared/index.ts";
import { withIssues } from "./validation-issues.ts";

let isPatched = false;
const unrouted = new WeakSet<object>();
const originals = new WeakMap<object, unknown>();

/** Notes that Nest is about to throw because no route handles a request. */
export function noteUnrouted(request: unknown): void {
  unrouted.add(request as object);
}

/** Notes the error of a request for which Nest is about to throw an exception of its own. */
export function noteOriginal(request: unknown, error: unknown): void {
  originals.set(request as object, error);
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
    if (responder === undefined) handle.call(this, exception, host);
    else if (unrouted.has(request as object) && exception instanceof NotFoundException) responder.respondToUnrouted();
    else responder.respond(withIssues(originalOf(request as object, exception)));
  };
}

/** Returns the error that Nest has replaced by an exception with the same text, because of its class. */
function originalOf(request: object, exception: unknown): unknown {
  const original = originals.get(request);
  if (!(exception instanceof HttpException) || !(original instanceof Error)) return exception;
  return exception.cause === original || exception.message === original.message ? original : exception;
}
