import { createHash } from "node:crypto";

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
