import { validateBody } from "errata/hono";
import type { Context } from "hono";
import { z } from "zod";
import { Time } from "../http/index.ts";

const daySec = 24 * 60 * 60;

/** Body of an operation that rotates a key. */
export const Rotation = z.strictObject({
  graceSec: z
    .number()
    .int()
    .min(0)
    .max(30 * daySec)
    .default(daySec)
    .describe("How long the old key stays valid, in seconds, but not after its own expiry. 0 ends it at once."),
});

/** Body of an operation that rotates a key. */
export type Rotation = z.output<typeof Rotation>;

/** The rotated key, in the response with its replacement. */
export const RotatedKey = z.object({
  id: z.string().describe("Id of the old key."),
  graceUntil: Time.describe("Until when the old key stays valid."),
});

/** Describes the operations that rotate a key. @param code of a key that was already rotated */
export function rotationNote(code = "KEY_ALREADY_ROTATED"): string {
  return `The old key stays valid for the grace period. A repeat, with or without an \`Idempotency-Key\`, changes nothing and returns \`${code}\` with the id of the new key.`;
}

/** Reads the body of a rotation. One without a body has the default grace period. @param validate @default validateBody */
export async function readRotation<C extends Context>(
  c: C,
  validate: (c: C, schema: typeof Rotation) => Promise<Rotation> = validateBody,
): Promise<Rotation> {
  return (await c.req.text()) === "" ? Rotation.parse({}) : await validate(c, Rotation);
}
