import type { IncomingMessage } from "node:http";
import type { RequestFacts } from "../index.ts";

/** Gives the facts of a Node request. */
export function incomingFacts(incoming: IncomingMessage): RequestFacts {
  return new IncomingFacts(incoming);
}

/** A class, because one is made for every request and its methods are shared. */
class IncomingFacts implements RequestFacts {
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
