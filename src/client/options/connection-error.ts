import { CallError, clientError, invalidRequest, messageOf } from "../call-error.ts";

/** Codes of requests that are not sent, because they are not valid. */
const invalid = /^(UND_)?ERR_(HTTP_)?(INVALID|NOT_SUPPORTED|REQ_CONTENT)/;

/** Codes of failures to connect, after which the server cannot have received the request. */
const unsent = /REFUSED|NOTFOUND|EAI_|UNREACH|CONNECT_|CERT/;

/** Bugs in a function of the calling program, in the words of all engines. */
const bug = /^(Range|Reference|Syntax)Error|^TypeError: .*(undefined|null|not a|cannot|can't|constant variable)/i;

/**
 * Throws the error of a connection that could not be opened, or that broke before the response was complete. A bug in a
 * function of the calling program is thrown as it is.
 *
 * @param url URL of a request without a response
 * @throws CLIENT_UNAVAILABLE
 * @throws CLIENT_MALFORMED_REQUEST if the request was not sent, because it is not valid
 */
export function throwConnectionError(cause: unknown, url?: string, init?: RequestInit): never {
  if (cause instanceof CallError) throw cause;
  // fetch wraps the system's error, whose code is more precise than "fetch failed".
  const { cause: inner = cause } = Object(cause) as { readonly cause?: unknown };
  const { code } = Object(inner) as { readonly code?: unknown };
  const reason = typeof code === "string" ? code : messageOf(cause);
  if (invalid.test(reason) || (url !== undefined && !isValid(url, init))) throw invalidRequest(cause);
  if (bug.test(`${cause}`)) throw cause;
  const sent = !unsent.test(reason);
  throw clientError("unavailable", `Connection ${sent ? "lost" : "failed"}: ${reason}.`, cause, sent);
}

/** Returns whether `fetch` would send a request. */
function isValid(url: string, init: RequestInit = {}): boolean {
  try {
    // A stream cannot be read again.
    new Request(url, Symbol.asyncIterator in Object(init.body) ? { ...init, body: null } : init);
    return true;
  } catch {
    return false;
  }
}
