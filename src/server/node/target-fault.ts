import type { IncomingMessage } from "node:http";

const host = /^(?:[A-Za-z0-9._-]+|\[[\dA-Fa-f:.]+\])(?::(\d{1,5}))?$/;

/** Says what is wrong with the target or the Host of a request, where no URL can be made of them; undefined when nothing is. */
export function targetFault({ url = "", headers, httpVersion, method }: IncomingMessage): string | undefined {
  if (headers.host === undefined) return httpVersion === "1.1" ? "no Host header" : undefined;
  const [whole, port = "0"] = host.exec(headers.host) ?? [];
  if (whole === undefined || Number(port) > 65_535) return "the Host header is no host";
  if (url.charCodeAt(0) === 47)
    return url.includes("\\") && !/^[^\\]*\?/.test(url) ? "a backslash in the path" : undefined;
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return undefined;
  return url === "*" && method === "OPTIONS" ? undefined : "the request target is no path";
}
