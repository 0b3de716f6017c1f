import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recording } from "../../reference/index.ts";
import { CommandError } from "../verb.ts";

/** Reads the recordings of a folder. @throws CommandError that names the file that cannot be read */
export async function readRecordings(folder: string): Promise<readonly Recording[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      `--recordings ${folder} cannot be read (${error.code}). Pass a folder with <CODE>.http.json files.`,
    );
  });
  return Promise.all(
    names
      .filter((name) => name.endsWith(".http.json"))
      .map(async (name) => {
        const recording = parsed(await readFile(join(folder, name), "utf8"));
        if (!isRecording(recording))
          throw new CommandError(`${join(folder, name)} is not a recording: expected {"code": …, "exchanges": […]}.`);
        return recording;
      }),
  );
}

function isRecording(value: unknown): value is Recording {
  const { code, exchanges } = (value ?? {}) as Partial<Recording>;
  return typeof code === "string" && Array.isArray(exchanges) && exchanges.every(isExchange);
}

function isExchange(value: unknown): boolean {
  const { request, response } = (value ?? {}) as Partial<Recording["exchanges"][number]>;
  return (
    typeof request?.method === "string" &&
    typeof request.path === "string" &&
    typeof request.headers === "object" &&
    typeof response?.status === "number" &&
    typeof response.headers === "object"
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
