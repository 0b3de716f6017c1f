import type { IncomingMessage } from "node:http";
import type { RequestHead } from "../../server/adapter.ts";

/** Gives the facts of a Node request. */
export function incomingFacts(incoming: IncomingMessage): RequestHead {
  return new IncomingFacts(incoming);
}

/** A class, because one is made for every request and its methods are shared. */
class IncomingFacts implements RequestHead {
  readonly method: string;
  readonly target: string;
  readonly #incoming: IncomingMessage;

  constructor(incoming: IncomingMessage) {
    this.method = incoming.method ?? "GET";
    this.target = incoming.url ?? "/";
    this.#incoming = incoming;
  }

  header(name: string): string | undefined {
    const value = this.#incoming.headers[name];
    return typeof value === "string" ? value : value?.join(", ");
  }
}
