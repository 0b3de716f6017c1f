import type { ErrorResponse } from "../../server/adapter.ts";

/** Headers that are neither about the body of the response that is replaced nor about its framing. */
const preparedHeaders =
  /^(?!(?:content-.*|transfer-encoding|trailer|connection|keep-alive|upgrade|etag|last-modified|accept-ranges)$)/;
const corsHeaders = /^access-control-/;

/** Returns which headers stay that middlewares have set before an error, by their names in lower case. A masked error keeps only those of CORS. */
export function keptHeaders({ error }: Pick<ErrorResponse, "error">): RegExp {
  return error.entry.masks.length > 0 ? corsHeaders : preparedHeaders;
}

/**
 * Returns the headers of an error, and those that middlewares have prepared for the response.
 *
 * @param error response to the error
 * @param headers headers of the error, which replace prepared ones
 * @param prepared headers that stay unless they belong to the replaced body
 * @param returned headers of a response that the error replaces. Only those of CORS stay
 */
export function withKeptHeaders(
  error: Pick<ErrorResponse, "error">,
  headers: Readonly<Record<string, string>>,
  prepared: Iterable<readonly [string, string]>,
  returned: Iterable<readonly [string, string]> = [],
): Headers {
  const all = new Headers();
  const kept = keptHeaders(error);
  for (const [name, value] of returned) if (corsHeaders.test(name)) all.set(name, value);
  for (const [name, value] of prepared) {
    if (!kept.test(name)) continue;
    if (name === "set-cookie") all.append(name, value);
    else all.set(name, value);
  }
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  return all;
}
