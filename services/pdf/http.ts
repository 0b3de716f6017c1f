import { envelopesOf } from "errata/envelope";
import type { BoundaryEnvWith } from "errata/hono";
import type { Context } from "hono";
import { z } from "zod";
import { pageQuery } from "../shared/http/index.ts";
import { pdf } from "./contract.ts";
import type { Caller } from "./credentials/caller.ts";

const { main } = envelopesOf(pdf);

/** Hono's environment in the routes. Authentication sets `c.get("caller")`. */
export type PdfEnv = BoundaryEnvWith<{ caller: Caller }>;

/** Hono's context of one request. */
export type PdfContext<Path extends string = string> = Context<PdfEnv, Path>;

/** Query of a list. */
export const ListQuery = z.strictObject(pageQuery(pdf.limits.pageItems));

/** Sends data in the success envelope of the contract. */
export function ok(c: PdfContext, data: unknown, status: 200 | 201 | 202 = 200): Response {
  return c.json(main.success(data), status);
}
