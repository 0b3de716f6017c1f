import { STATUS_CODES } from "node:http";
import type { Answer } from "../../server/adapter.ts";

/** Writes a whole HTTP/1.1 response for a socket that has no ServerResponse; it closes the connection. */
export function rawAnswer({ status, headers, body }: Answer): string {
  const lines = Object.entries(headers)
    .filter(([name]) => name !== "Connection")
    .map(([name, value]) => `${name}: ${value}`);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}`,
    `Date: ${new Date().toUTCString()}`,
    ...lines,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}
