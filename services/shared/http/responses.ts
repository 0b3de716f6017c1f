import { ApiError, type JsonSchema } from "errata";
import type { ResponseDescription } from "errata/openapi";
import { z } from "zod";

/** Describes a response without a body. */
export const noContent = (description: string): ResponseDescription => ({ description });

/** Returns the schema of a form with one part, `file`, as `readUpload` reads it. */
export const fileForm = (description: string): JsonSchema => ({
  type: "object",
  properties: { file: { type: "string", contentMediaType: "application/octet-stream", description } },
  required: ["file"],
  additionalProperties: false,
});

/** Returns the schema of a list without pages. */
export const itemsOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Returns the schema of the response to the deletion of a file. @param name what was deleted: `image` */
export const deletedFile = (name: string) =>
  z.object({
    id: z.string().describe(`Id of the ${name}.`),
    deleted: z.literal(true).describe("Always true."),
    freedBytes: z.int().min(0).describe("Bytes of the content, which is removed from the storage."),
  });

/** The credential of every API: an API key or a token in the header Authorization. */
export const bearer = (description: string) => ({ bearer: { type: "http", scheme: "bearer", description } });

/** Headers of a response with a secret, which is returned once and must not be cached. */
export const noStore = { "Cache-Control": "no-store" };

/**
 * Runs a write. If the database rejects it, throws the error that `explain` returns for the existing row.
 *
 * @param explain finds the row that the write conflicts with, and returns its error; undefined if there is none
 */
export async function explainConflict<Result>(
  write: () => Promise<Result>,
  explain: () => Promise<ApiError | undefined>,
): Promise<Result> {
  try {
    return await write();
  } catch (thrown) {
    if (thrown instanceof ApiError) throw thrown;
    // A database that is down cannot explain anything; its own error says more.
    throw (await explain().catch(() => undefined)) ?? thrown;
  }
}
