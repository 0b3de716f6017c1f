import { envelopesOf } from "errata/envelope";
import type { BoundaryEnv } from "errata/hono";
import type { Context } from "hono";
import { pdf } from "./contract.ts";
import type { Caller } from "./credentials/caller.ts";

const { main } = envelopesOf(pdf);

/** What the guards leave in Hono's context for the routes. */
export interface PdfEnv extends BoundaryEnv {
  Variables: BoundaryEnv["Variables"] & { caller: Caller };
}

/** One request of the service, on a route with these parameters. */
export type PdfContext<Path extends string = string> = Context<PdfEnv, Path>;

/** The operations that take query parameters; what the others are given is refused. */
export const queried: ReadonlySet<string> = new Set([
  "GET /v1/usage",
  "GET /v1/designs",
  "GET /v1/designs/{designId}",
  "GET /v1/pdfs",
]);

/** Answers with data in the contract's form of a success. */
export function ok(c: PdfContext, data: unknown, status: 200 | 201 | 202 = 200): Response {
  return c.json(main.success(data), status);
}
