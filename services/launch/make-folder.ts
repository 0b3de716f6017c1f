import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";

/**
 * Makes a folder, where there is none, that this process can write to.
 *
 * @throws Error that says what stands in the way and what to do
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(`${obstacleOf(cause, path)} Choose another data folder: ERRATA_DATA=/path/to/folder npm start`, {
      cause,
    });
  }
}

function obstacleOf(cause: unknown, path: string): string {
  const { code = "an unknown error" } = cause as NodeJS.ErrnoException;
  if (code === "EEXIST" || code === "ENOTDIR") return `expected ${path} to be a folder, found a file in its way.`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return `${path} cannot be written to (${code}).`;
  return `${path} cannot be used as a folder (${code}).`;
}
