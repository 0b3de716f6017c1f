import { readFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import type { OpenApiDocument } from "../../openapi/index.ts";
import { CommandError } from "../verb.ts";

/** An OpenAPI document as it was read. */
export interface OpenApiFile {
  readonly text: string;
  readonly document: OpenApiDocument;
}

/** Reads an OpenAPI document in YAML or JSON. @throws CommandError */
export async function readOpenApi(file: string, flag: string): Promise<OpenApiFile> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`${file} cannot be read (${error.code}). Pass an OpenAPI 3.1 document as ${flag}.`);
  });
  const source = parseDocument(text);
  const [problem] = source.errors;
  if (problem !== undefined)
    throw new CommandError(`${file} is neither YAML nor JSON: ${problem.message.split("\n", 1)[0]}`);
  return { text, document: (source.toJS() ?? {}) as OpenApiDocument };
}
