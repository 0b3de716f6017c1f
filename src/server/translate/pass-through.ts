import { ApiError } from "../../contract/index.ts";

/** Next's signals: of `redirect()`, `notFound()`, `forbidden()` and `unauthorized()`, and those that stop prerendering. */
const signalDigest =
  /^(?:NEXT_(?:REDIRECT|HTTP_ERROR|NOT_FOUND|PRERENDER)|DYNAMIC_SERVER_USAGE|HANGING_PROMISE|BAILOUT_TO_CLIENT)/;

/** Returns whether a thrown value is a signal of Next. Next has to catch it itself, so the boundary throws it again. */
export function isFrameworkSignal(thrown: unknown): boolean {
  return holds(() => {
    const { digest } = thrown as { digest?: unknown };
    return typeof digest === "string" && signalDigest.test(digest);
  });
}

/** Returns whether a thrown value is an ApiError, which needs no further checks. */
export function isApiError(thrown: unknown): boolean {
  return holds(() => thrown instanceof ApiError);
}

/** Returns whether a thrown value is a Response, which a handler throws to send it. Also recognises other implementations of the class. */
export function isResponse(thrown: unknown): thrown is Response {
  return holds(() => thrown instanceof Response || Object.prototype.toString.call(thrown) === "[object Response]");
}

/** Anything can be thrown, also null and a revoked Proxy, whose members cannot be read. */
function holds(condition: () => boolean): boolean {
  try {
    return condition();
  } catch {
    return false;
  }
}
