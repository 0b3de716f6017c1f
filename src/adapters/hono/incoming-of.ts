import type { Context } from "hono";
import type { CountedIncoming, LingeringIncoming } from "../../server/adapter.ts";

/** What `@hono/node-server` gives of Node's own request. */
export interface NodeIncoming extends CountedIncoming, LingeringIncoming {
  readonly httpVersionMajor: number;
  readonly url?: string;
  readonly aborted?: boolean;
  readonly errored?: unknown;
}

/** Gives Node's own request where the app is served by `@hono/node-server` over HTTP/1; undefined everywhere else. */
export function incomingOf(c: Context): NodeIncoming | undefined {
  const incoming = (c.env as { incoming?: NodeIncoming } | undefined)?.incoming;
  return incoming?.httpVersionMajor === 1 ? incoming : undefined;
}
