const sentKey: unique symbol = Symbol("errata.sent");

type MarkedResponse = Response & { [sentKey]?: true };

/** Marks a response that a boundary has compared with its contract, or created. It is not compared again. */
export function markSent<Sent extends Response>(response: Sent): Sent {
  (response as MarkedResponse)[sentKey] = true;
  return response;
}

/** Returns whether a response is the one that a boundary has marked, and not one that a middleware has created. */
export function isSent(response: Response): boolean {
  return (response as MarkedResponse)[sentKey] === true;
}
