import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { loadContract, parseContract } from "errata/load";
import type { AnyContract } from "../../contract/index.ts";
import { envelopesOf } from "../../envelope/index.ts";
import { CommandError, type Flag, type Invocation } from "../verb.ts";
import { download, maxBytes, readInput, timeoutMs } from "./source-text.ts";

/** Flags of every command that reads a contract. */
export const contractFlags: Readonly<Record<"export", Flag>> = {
  export: { type: "string", value: "name", help: "the module's export that is the contract, if it has several" },
};

/**
 * Loads a contract from a file, a URL, a revision as git writes it (`main:api/errata.yaml`), or `-` for standard input.
 *
 * @param source undefined means the first operand
 * @throws ContractError with every fault, each with its file and line; CommandError if it cannot be read
 */
export async function readContract(
  { operands, flags }: Invocation,
  source: string = operands[0] ?? "",
): Promise<AnyContract> {
  const contract = await load(source, flags);
  // Reports the faults of its envelopes, which would otherwise show when a server starts.
  envelopesOf(contract);
  return contract;
}

async function load(source: string, flags: Invocation["flags"]): Promise<AnyContract> {
  if (source === "-") return parse(await readInput(), "standard input");
  if (/^https?:\/\//.test(source)) return parse(await download(source, "an errata.json"), source);
  if (isRevision(source)) return parse(await readRevision(source), source);
  if (/\.[cm]?ts$/.test(source)) await useTypeScriptLoader(source);
  return loadContract(source, typeof flags.export === "string" ? { exportName: flags.export } : {});
}

/** Loads the tsx of the user's project where Node itself does not run TypeScript, which it does from 22.18 on. */
async function useTypeScriptLoader(source: string): Promise<void> {
  if ((process.features as { readonly typescript?: unknown }).typescript) return;
  try {
    await import(pathToFileURL(createRequire(resolve(source)).resolve("tsx")).href);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
  }
}

/** Returns whether a source is `<revision>:<path>`. A file of that name, or a drive letter, takes precedence. */
function isRevision(source: string): boolean {
  return /^[^:]{2,}:./.test(source) && !source.startsWith("file:") && !existsSync(source);
}

async function readRevision(source: string): Promise<string> {
  const extension = extname(source).toLowerCase();
  if (![".yaml", ".yml", ".json"].includes(extension))
    throw new CommandError(
      `expected a YAML or JSON contract in a revision, received ${source}. Commit its JSON form, which errata export writes, and compare that.`,
    );
  try {
    const options = { maxBuffer: maxBytes, timeout: timeoutMs, encoding: "utf8" } as const;
    return (await promisify(execFile)("git", ["show", "--end-of-options", source], options)).stdout;
  } catch (error) {
    const { stderr, message } = error as Error & { readonly stderr?: string };
    const reason = (stderr || message).trim().split("\n", 1)[0]?.replace(/\.$/, "");
    throw new CommandError(
      `git cannot read ${source}: ${reason}. Write it as git show does: main:path/to/errata.yaml.`,
    );
  }
}

function parse(text: string, path: string): AnyContract {
  return parseContract(text, { format: /^\s*\{/.test(text) ? "json" : "yaml", path });
}
