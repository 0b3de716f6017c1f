import { CommandError } from "../verb.ts";

/** The exports of errata/reference. */
type ReferenceModule = typeof import("../../reference/index.ts");

/**
 * Loads errata/reference, which only some commands need, because it needs hono.
 *
 * @throws CommandError that names the package to install
 */
export async function loadReference(): Promise<ReferenceModule> {
  try {
    return await import("../../reference/index.ts");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("'hono'")) throw error;
    throw new CommandError("this command needs the package hono. Run npm install hono.");
  }
}
