import { z } from "zod";

/** A name that a person gives to something. */
export const Name: z.ZodString = z
  .string()
  .trim()
  .min(1)
  .max(200)
  // Half a surrogate pair is no text, and a store would keep something else; U+202A to 2069 turn the direction of what follows.
  .regex(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]*$/u, "Must not contain control characters.");
