/** A page, a file or a redirect, before it becomes a response. */
export interface Reply {
  /** @default 200 */
  readonly status?: number;
  /** Media type without parameters. */
  readonly type: string;
  readonly body: string;
  /** Address to continue at, relative to that of the request. @default none */
  readonly location?: string;
}

/** Nothing is cached, framed, or loaded from elsewhere, and no page has a script or a style of its own. */
const headers: Readonly<Record<string, string>> = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-Robots-Tag": "noindex",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** Creates a response. */
export function respond(request: Request, { status = 200, type, body, location }: Reply): Response {
  if (location !== undefined) return redirect(location);
  return new Response(request.method === "HEAD" ? null : body, {
    status,
    headers: { ...headers, "Content-Type": `${type}; charset=utf-8` },
  });
}

/** Redirects relative to the request, so that it works below any path of a proxy. The next request is a GET. */
export function redirect(location: string, more: Readonly<Record<string, string>> = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers, ...more, Location: location } });
}

/**
 * Returns whether a page of the console has sent a request. Browsers report the site only over HTTPS and on this machine, and
 * otherwise the origin. A program sends neither, and has the token in a header that pages of other sites cannot set.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (origin === null) return request.headers.has("authorization");
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Longest form, in bytes: a text of the largest size, of which every byte may be encoded. */
const maxForm = 262_144;

/** Reads the body of a form; undefined if it is too large. */
export async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > maxForm) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString());
}
