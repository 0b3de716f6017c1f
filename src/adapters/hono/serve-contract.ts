import type { Handler } from "hono";
import type { AnyContract } from "../../contract/index.ts";

/**
 * Creates the handler of `GET /.well-known/errata.json`, which returns the JSON form of a contract. Mount it before the
 * guards, because the contract is public. The JSON is written once, at the first request.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { type BoundaryEnv, honoBoundary, serveContract } from "errata/hono";
 * import { boundary } from "errata/server";
 * import { Hono } from "hono";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { INTERNAL: { kind: "internal", when: "A bug.", message: "Something went wrong." } },
 * });
 * const app = honoBoundary(new Hono<BoundaryEnv>(), boundary(shop));
 * app.get("/.well-known/errata.json", serveContract(shop));
 * ```
 */
export function serveContract(contract: AnyContract): Handler {
  let json: string | undefined;
  return (c) => {
    json ??= JSON.stringify(contract);
    return c.body(json, 200, { "Content-Type": "application/json" });
  };
}
