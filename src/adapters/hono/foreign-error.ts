import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import {
  BodyError,
  bodyTooLarge,
  findFormError,
  findWithin,
  httpFailure,
  isResponse,
  malformedBody,
  type RequestContext,
  requireIdentity,
  unreadableForm,
} from "../../server/adapter.ts";
import { limitOf } from "./body-limit.ts";

/**
 * Returns what an HTTPException stands for: its response if that is not an error, such as a redirect, or the error of a body
 * that exceeds the limit of Hono's `bodyLimit()`. Returns any other value as it is.
 */
export function exceptionOf(thrown: unknown, c: Context): unknown {
  if (!(thrown instanceof Error) || !("getResponse" in thrown)) return thrown;
  const exception = "status" in thrown ? (thrown as Partial<HTTPException>) : exceptionWithStatus(thrown);
  // Created by the context, as Hono does, so that it has the headers that the app has set.
  if (isResponse(exception.res) && Number(exception.status) < 400)
    return c.newResponse(exception.res.body, exception.res);
  const failure = httpFailure(exception);
  if (failure?.status !== 413 || !failure.isException) return exception;
  const limit = limitOf(c.req.matchedRoutes[c.req.routeIndex]?.handler);
  return limit === undefined ? exception : bodyTooLarge(limit);
}

/**
 * Calls the app's own error handler.
 *
 * @param onPassedOn responds to what the handler throws, such as an error that it leaves to the boundary
 */
export async function respondAsApp(
  appHandler: ErrorHandler,
  thrown: unknown,
  c: Context,
  onPassedOn: (passedOn: unknown) => Response | Promise<Response>,
): Promise<Response> {
  try {
    const response = await appHandler(thrown as Error, c);
    if (isResponse(response)) handledByApp.add(c);
    return response;
  } catch (passedOn) {
    return await onPassedOn(passedOn);
  }
}

/** Returns whether the app's own error handler has responded to the error of a request. */
export function isHandledByApp(c: Context): boolean {
  return handledByApp.has(c);
}

const handledByApp = new WeakSet<Context>();

/** Returns an HTTPException for an error that has only its `getResponse()`, which Hono accepts too. */
function exceptionWithStatus(
  thrown: Error & { readonly getResponse?: unknown },
): Error & { res?: Response; status?: number } {
  const response: unknown = typeof thrown.getResponse === "function" ? thrown.getResponse() : undefined;
  if (!isResponse(response)) return thrown;
  return new HTTPException(response.status as 400, { res: response, cause: thrown });
}

/**
 * Finds out whether an error comes from a malformed body, however it was read.
 *
 * @returns undefined at once if the error cannot come from a body
 */
export function parseFault(
  thrown: unknown,
  c: Context,
  context: RequestContext,
): Promise<BodyError | undefined> | undefined {
  const { text, arrayBuffer } = c.req.bodyCache;
  const received = text ?? arrayBuffer ?? context.received;
  if (received === undefined) return undefined;
  const syntaxError = findWithin(thrown, SyntaxError);
  const formError = findFormError(thrown);
  if (syntaxError === undefined && formError === undefined) return undefined;
  return bodyFault(syntaxError, formError, received, c);
}

async function bodyFault(
  syntaxError: SyntaxError | undefined,
  formError: Error | undefined,
  reading: unknown,
  c: Context,
): Promise<BodyError | undefined> {
  const contentType = c.req.header("content-type");
  try {
    const received = (await reading) as NonNullable<RequestContext["received"]>;
    requireIdentity(c.req.header("content-encoding"));
    if (syntaxError !== undefined) return malformedBody(syntaxError, received, contentType);
    return formError && (await unreadableForm(formError, received, contentType));
  } catch (error) {
    return error instanceof BodyError ? error : undefined;
  }
}
