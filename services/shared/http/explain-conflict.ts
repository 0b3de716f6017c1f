import { ApiError } from "errata";

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
