import { createHash } from "node:crypto";
import { parseAccept } from "hono/utils/accept";
import { requireValue } from "../../contract/faults/arguments.ts";

/** Returns a page with a validator, or 304 if the client has it already. */
export function pageResponse(request: Request, body: string, type: string): Response {
  const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const headers = { ETag: tag, "Cache-Control": "no-cache", Vary: "Accept" };
  if (isCurrent(request.headers.get("if-none-match"), tag)) return new Response(null, { status: 304, headers });
  const content = { ...headers, "Content-Type": type, "Content-Length": String(Buffer.byteLength(body)) };
  return new Response(request.method === "HEAD" ? null : body, { headers: content });
}

/** Compares weakly, because proxies that compress weaken the validator. @see RFC 9110 section 13.1.2 */
function isCurrent(condition: string | null, tag: string): boolean {
  if (condition === null) return false;
  return condition.trim() === "*" || condition.split(",").some((each) => each.trim().replace(/^W\//, "") === tag);
}

/**
 * Returns the media type that a client prefers, such as to lead browsers to the pages of an API and send JSON to programs.
 * Ranges are compared by quality, then by how specific they are, then by the order in which the client names them.
 *
 * @param accept value of the `Accept` header; without one, every type is accepted
 * @param offered types in lower case, the default first. It is returned too if the client accepts none
 * @see RFC 9110 section 12.5.1
 * @example
 * ```ts
 * import { preferredType } from "errata/reference";
 *
 * export function root(request: Request): Response {
 *   const type = preferredType(request.headers.get("accept"), ["application/json", "text/html"]);
 *   const headers = { Vary: "Accept" };
 *   if (type === "text/html") return new Response(null, { status: 302, headers: { ...headers, Location: "./docs/" } });
 *   return Response.json({ docs: "/docs/" }, { headers });
 * }
 * ```
 */
export function preferredType<Type extends string>(accept: string | null, offered: readonly [Type, ...Type[]]): Type {
  requireValue("preferredType: offered", offered, "list");
  if (accept !== null && accept !== undefined) requireValue("preferredType: accept", accept, "string");
  const ranges = parseAccept(accept?.slice(0, maxLength) || "*/*");
  const named = ranges.map(({ type }) => type.toLowerCase());
  const rated = offered.map((type) => {
    const matching = [type, type.replace(/\/.*$/, "/*"), "*/*"];
    const specificity = matching.findIndex((name) => named.includes(name));
    const position = named.indexOf(matching[specificity] ?? "");
    return { type, quality: ranges[position]?.q ?? 0, specificity, position };
  });
  const [best] = rated
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.specificity - b.specificity || a.position - b.position);
  return best?.type ?? offered[0];
}

/** Longest header that is read, in characters. Browsers send fewer than 200. */
const maxLength = 2_000;
