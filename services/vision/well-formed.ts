import { z } from "zod";

const unwanted = /[^\P{Cc}\n\r\t]|\p{Cs}/gu;

/** A text of one or many lines that every receiver can read: without NUL and its like, and without halves of surrogate pairs. */
export const Text: z.ZodString = z
  .string()
  .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u, "Must not contain control characters.");

/** Gives a value of JSON with what no text has replaced in all of its texts: models answer anything. */
export function wellFormed<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_, member) => (typeof member === "string" ? member.replace(unwanted, "\ufffd") : member)),
  );
}
