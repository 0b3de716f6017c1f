import type { Context } from "hono";
import { type RequestHead, targetOf } from "../../server/adapter.ts";
import { incomingOf, type NodeIncoming } from "./incoming-of.ts";

/** Gives the facts of a request; Node's own where there are some, because a Fetch request would first have to be made of them. */
export function honoFacts(c: Context): RequestHead {
  const incoming = incomingOf(c);
  return incoming === undefined ? new FetchFacts(c.req.raw) : new NodeFacts(c.req.method, incoming);
}

/** Classes, because one is made for every request and their methods are shared. */
class NodeFacts implements RequestHead {
  readonly method: string;
  readonly #incoming: NodeIncoming;

  constructor(method: string, incoming: NodeIncoming) {
    this.method = method;
    this.#incoming = incoming;
  }

  get target(): string {
    return this.#incoming.url ?? "/";
  }

  header(name: string): string | undefined {
    const value = this.#incoming.headers[name];
    return value === undefined || typeof value === "string" ? value : value.join(", ");
  }
}

class FetchFacts implements RequestHead {
  readonly method: string;
  readonly #raw: Request;

  constructor(raw: Request) {
    this.method = raw.method;
    this.#raw = raw;
  }

  get target(): string {
    return targetOf(this.#raw.url);
  }

  header(name: string): string | null {
    return this.#raw.headers.get(name);
  }
}
