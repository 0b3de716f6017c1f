import type { IncomingMessage } from "node:http";

/** The host that was found good last: most requests name the same one, and parsing a URL costs more than all the rest. */
let goodHost = "";

/** Says what is wrong with the target or the Host of a request, where no URL can be made of them; undefined when nothing is. */
export function targetFault({
  url = "",
  headers,
  rawHeaders,
  httpVersion,
  method,
}: Pick<IncomingMessage, "url" | "headers" | "rawHeaders" | "httpVersion" | "method">): string | undefined {
  const { host } = headers;
  if (host === undefined) {
    if (httpVersion === "1.1") return "no Host header";
    // HTTP/1.0 has none; whoever makes a URL of the request needs one.
    headers.host = "localhost";
  } else if (host !== goodHost) {
    if (!isHost(host)) return "the Host header is no host";
    goodHost = host;
  }
  if (hasTwoHosts(rawHeaders)) return "more than one Host header";
  if (url === "*" && method === "OPTIONS") return undefined;
  const isPath = url.charCodeAt(0) === 47;
  if (!isPath && !(/^https?:\/\//.test(url) && URL.canParse(url))) return "the request target is no path";
  return url.includes("\\") && !/^[^\\]*\?/.test(url) ? "a backslash in the path" : undefined;
}

/** Requires that a URL keeps the host as it is written: `[:::::]` makes none, and `0x7f.1` another one. */
function isHost(host: string): boolean {
  if (!/^(?:[A-Za-z0-9._-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?$/.test(host) || !URL.canParse(`http://${host}/`))
    return false;
  return new URL(`http://${host}/`).hostname === host.replace(/:\d+$/, "").toLowerCase();
}

/** Node keeps the first of several. @see RFC 9112 section 3.2 */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts > 1;
}
