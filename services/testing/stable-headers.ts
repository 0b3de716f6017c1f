import type { Reply } from "./http-client.ts";

/** Returns the headers of a reply without those that differ between requests. */
export function stableHeaders({ headers }: Reply): Record<string, string> {
  const changing = new Set(["date", "x-request-id", "ratelimit"]);
  return Object.fromEntries([...headers].filter(([name]) => !changing.has(name)));
}
