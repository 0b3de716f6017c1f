/** Header fields of one request: a `Headers`, or anything that answers a lower-case name. */
export interface ReadableHeaders {
  get(name: string): string | null | undefined;
}

/**
 * Reads the API key of a request from `Authorization: Bearer`, else from `X-Api-Key`.
 * Other authentication schemes are not ours and count as no key.
 *
 * @returns null when the request carries none
 * @see RFC 6750 section 2.1
 */
export function readCredential(headers: ReadableHeaders): string | null {
  const bearer = /^bearer +(\S.*)$/i.exec((headers.get("authorization") ?? "").trim());
  if (bearer?.[1] !== undefined) return bearer[1];
  const key = (headers.get("x-api-key") ?? "").trim();
  return key === "" ? null : key;
}
