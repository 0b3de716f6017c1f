import type { AnyContract, Entry, Operation } from "../../../contract/index.ts";

/** Returns the codes of an operation in the contract's order of precedence. */
export function byPrecedence(contract: AnyContract, operation: Operation): readonly Entry[] {
  const entries = operation.codes.flatMap((code) => contract.entries.get(code) ?? []);
  const rank = ({ code }: Entry): number => contract.precedence.indexOf(code);
  return contract.precedence.length === 0 ? entries : [...entries].sort((a, b) => rank(a) - rank(b));
}

/** @see https://www.iana.org/assignments/http-methods */
const idempotentMethods = new Set(
  "ACL BIND CHECKOUT COPY DELETE GET HEAD LINK MKCALENDAR MKCOL MOVE OPTIONS PROPFIND PROPPATCH PUT QUERY REPORT SEARCH TRACE UNBIND UNLINK UNLOCK".split(
    " ",
  ),
);

/** Returns a sentence about sending the operation's request twice. */
export function repeatSentence({ method, idempotencyKey }: Operation): string {
  if (idempotencyKey) return "Accepts an Idempotency-Key: a repeated request with the same key does the work once.";
  return idempotentMethods.has(method)
    ? `${method} is idempotent: the request can be sent again without another effect.`
    : "A repeated request does the work again. After a timeout, read the resource before you send it a second time.";
}
