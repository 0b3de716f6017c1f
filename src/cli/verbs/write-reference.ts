import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Reference, ReferenceOptions } from "../../reference/index.ts";
import {
  contractFlags,
  loadReference,
  readChanges,
  readContract,
  readGuides,
  readOpenApi,
  readRecordings,
} from "../files/index.ts";
import { CommandError, UsageError, type Verb } from "../verb.ts";

/** `errata reference`: writes the reference of an API as files that work without a server. */
export const writeReference: Verb = {
  flags: {
    out: { type: "string", short: "o", value: "folder", help: "folder that receives the files; it is created" },
    recordings: { type: "string", value: "folder", help: "folder with the recorded exchanges, <CODE>.http.json" },
    openapi: {
      type: "string",
      value: "file",
      help: "OpenAPI 3.1 document, in YAML or JSON, whose requests, responses and webhooks the pages show",
    },
    guides: { type: "string", value: "folder", help: "folder with guides of your own, <name>.md, as further pages" },
    changes: { type: "string", value: "file", help: "changes of each version, which errata diff --changelog writes" },
    "api-url": { type: "string", value: "url", help: "base URL of the API in the samples" },
    about: { type: "string", value: "text", help: "one line about the API" },
    ...contractFlags,
  },
  examples: [
    "errata reference contract.yaml --out docs/errors --openapi openapi.yaml",
    "errata reference errata.json --out site --recordings test/codes --api-url https://api.example.com",
  ],
  async run(invocation, terminal) {
    const { out, recordings, guides, changes, about, openapi, "api-url": apiUrl } = invocation.flags;
    if (typeof out !== "string" || out === "") throw new UsageError("the pages need a folder. Name it with --out.");
    const { reference } = await loadReference();
    const contract = await readContract(invocation);
    const options: ReferenceOptions = {
      about: textOf(about),
      apiUrl: textOf(apiUrl),
      recordings: typeof recordings === "string" ? await readRecordings(recordings) : [],
      guides: typeof guides === "string" ? await readGuides(guides) : [],
      changes: typeof changes === "string" ? await readChanges(changes) : [],
      document: typeof openapi === "string" ? (await readOpenApi(openapi, "--openapi")).document : undefined,
    };
    const pages = checked(() => reference(contract, options));
    const files = [...pages.files()];
    for (const { path, content } of files) await write(join(out, path), content);
    terminal.stderr.write(`Wrote ${files.length} files to ${out}. Open ${join(out, "index.html")}.\n`);
  },
};

/** @throws CommandError if an option is not valid */
function checked(create: () => Reference): Reference {
  try {
    return create();
  } catch (error) {
    throw error instanceof RangeError ? new CommandError(error.message) : error;
  }
}

/** @throws CommandError that names the file that cannot be written */
async function write(path: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new CommandError(`${path} cannot be written (${code}). Pass a folder that you can write to as --out.`);
  }
}

function textOf(flag: string | boolean | undefined): string | undefined {
  return typeof flag === "string" ? flag : undefined;
}
