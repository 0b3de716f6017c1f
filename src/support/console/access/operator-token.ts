import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { requireText } from "../../../contract/faults/arguments.ts";

/** The operator token of a file. */
export interface StoredToken {
  /** The token. */
  readonly token: string;
  /** Whether this call has created it, so that it is shown once. */
  readonly isNew: boolean;
}

/**
 * Reads the operator token of a file that only its owner can read. Creates it at the first call, also if several processes call
 * at the same time.
 *
 * @throws Error that names the file and says what to do if the file cannot be used
 * @example
 * ```ts
 * import { operatorToken } from "errata/console";
 *
 * const { token, isNew } = await operatorToken(".data/operator-token");
 * if (isNew) console.log(`Console: http://127.0.0.1:4000/console/?token=${token}`);
 * ```
 */
export async function operatorToken(path: string): Promise<StoredToken> {
  requireText("operatorToken: path", path);
  try {
    const known = await readToken(path);
    if (known !== undefined) return { token: known, isNew: false };
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Another process sees either no file or a whole token.
    const draft = `${path}.${randomBytes(6).toString("hex")}`;
    await writeFile(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
    const isNew = await link(draft, path)
      .then(() => true, ignoreExisting)
      .finally(() => rm(draft, { force: true }));
    const token = await readToken(path);
    if (token !== undefined) return { token, isNew };
    throw new Error("The file was deleted at the same time.");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Error(
      `The operator token cannot be kept in ${path} (${code ?? message}). Set ERRATA_OPERATOR_TOKEN, or delete the file.`,
      { cause },
    );
  }
}

/** Reads the token, and restricts a file that an operator has created with other permissions. */
async function readToken(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    await chmod(path, 0o600);
    if (text !== "") return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  throw new Error("the file is empty");
}

function ignoreExisting(error: NodeJS.ErrnoException): false {
  if (error.code === "EEXIST") return false;
  throw error;
}
