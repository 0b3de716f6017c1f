import type { HonoRequest } from "hono";
import { z } from "zod";

/** An id as a caller may write it; NUL and its like never reach the database. */
export const Id: z.ZodString = z
  .string()
  .regex(/^[\w.-]{1,128}$/, "Must be an id: letters, digits, `_`, `-` and dots.");

/** Gives a path parameter. What can be no id becomes one that nothing has, and so takes the path of an unknown one. */
export function idParam({ req }: { readonly req: HonoRequest }, name: string): string {
  const { success, data } = Id.safeParse(req.param(name));
  return success ? data : "none";
}
