import { envelopesOf } from "errata/envelope";
import type { BoundaryEnvWith } from "errata/hono";
import type { FieldError } from "errata/server";
import type { Context } from "hono";
import { z } from "zod";
import type { FormError } from "../shared/files/index.ts";
import { pageQuery } from "../shared/http/index.ts";
import type { Once } from "../shared/idempotency/index.ts";
import { imaging } from "./contract.ts";
import type { Caller } from "./partners/caller.ts";

const { main } = envelopesOf(imaging);

/** Hono's environment in the routes. Authentication sets `c.get("caller")`. */
export type ImagingEnv = BoundaryEnvWith<{ caller: Caller }>;

/** Hono's context of one request. */
export type ImagingContext<Path extends string = string> = Context<ImagingEnv, Path>;

/** Runs the work of a request once per Idempotency-Key of the caller. */
export type ImagingOnce = Once<ImagingEnv>;

/** Query of a list. */
export const ListQuery = z.strictObject(pageQuery(imaging.limits.pageItems));

/** Returns data in the success envelope of the contract. */
export function success(data: unknown): unknown {
  return main.success(data);
}

/** Sends data in the success envelope of the contract. */
export function ok(c: ImagingContext, data: unknown): Response {
  return c.json(main.success(data));
}

/** Describes a body field that matches its schema but is not acceptable. */
export function invalidField(field: string, message: string): Required<FieldError> {
  return { field, location: "body", code: "invalid", message };
}

/** Creates the error for a form that is not exactly one file. */
export function invalidForm({ field, code, message }: FormError): Error {
  return imaging.error.VALIDATION_FAILED([{ field, location: "body", code, message }]);
}
