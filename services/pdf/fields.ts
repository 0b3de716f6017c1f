import { z } from "zod";
import { Id } from "../shared/http/index.ts";

/** Deepest nesting that is stored; JSON.stringify overflows the stack on deeper values. */
const maxDepth = 64;

/** Name of a document's file, in any script. It is not a path, and contains no characters that change the order of others. */
export const FileName: z.ZodString = z
  .string()
  .regex(
    /^[\p{L}\p{N}№#](?:[\p{L}\p{M}\p{N} _.,'’&+#№()–-]|\u200c|\u200d){0,119}\.pdf$/u,
    "Must be letters, digits, spaces or _ . , ' & + # № ( ) – -, and end in .pdf.",
  )
  .describe("Name of the file that a download has.");

/** Id of a document in the caller's system. Several documents can have the same. */
export const ExternalId: z.ZodOptional<typeof Id> = Id.optional().describe(
  "Id of the document in your system, to find it by. Several documents can have the same.",
);

/** A JSON object with any members. */
export const JsonObject: z.ZodType<Record<string, unknown>, Record<string, unknown>> = z
  // A record would validate every name, which takes three times as long.
  .looseObject({}, { error: ({ input }) => (input === undefined ? undefined : "Must be an object.") })
  .refine(isShallow, `Must not be nested more than ${maxDepth} deep.`);

/** Version of a design; the newest by default. */
export const Version: z.ZodOptional<z.ZodNumber> = z
  .number()
  .int()
  .min(1)
  .max(1_000_000_000)
  .optional()
  .describe("Version of the design; the newest by default.");

/**
 * Creates the schema of a string with fixed values. Unlike an enum alone, it reports a missing value and another type
 * like any other field.
 */
export function oneOf<const Values extends readonly string[]>(values: Values): z.ZodType<Values[number], string> {
  return z
    .string()
    .pipe(z.enum(values) as z.ZodType<Values[number], string>)
    .meta({ enum: [...values] });
}

/**
 * Creates the schema of a list with at least one item. The number of items is checked before the items, because a body
 * has room for a million invalid ones.
 */
export function boundedArray<Item extends z.ZodType>(
  item: Item,
  maxItems: number,
): z.ZodType<z.output<Item>[], z.input<Item>[]> {
  const items = z.array(item).min(1).max(maxItems);
  const rejectLong = (list: unknown, context: z.core.$RefinementCtx): unknown => {
    if (!Array.isArray(list) || list.length <= maxItems) return list;
    context.addIssue({ code: "too_big", origin: "array", maximum: maxItems, inclusive: true, input: list });
    return z.NEVER;
  };
  return z.preprocess(rejectLong, items) as never;
}

/** Without recursion, because bodies can be nested deeper than the stack. */
function isShallow(root: object): boolean {
  const waiting: [value: object, depth: number][] = [[root, 0]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, depth] = next;
    if (depth > maxDepth) return false;
    for (const member of Array.isArray(value) ? value : Object.values(value)) {
      if (typeof member === "object" && member !== null) waiting.push([member, depth + 1]);
    }
  }
  return true;
}
