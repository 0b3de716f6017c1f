import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadContract, parseContract } from "errata/load";
import type { AnyContract } from "../../contract/index.ts";
import { envelopesOf } from "../../envelope/index.ts";
import type { Flag, Invocation } from "../verb.ts";
import { isRevision, readRevision, withRevision } from "./revision.ts";
import { download, readInput } from "./sources/index.ts";

/** Flags of every command that reads a contract. */
export const contractFlags: Readonly<Record<"export", Flag>> = {
  export: { type: "string", value: "name", help: "the module's export that is the contract, if it has several" },
};

/** Names of contracts in a folder, for commands without one among their operands. */
export const usualNames: readonly string[] = [
  "errata.yaml",
  "errata.yml",
  "errata.json",
  "contract.yaml",
  "contract.json",
  "contract.ts",
];

/** A contract whose open statuses are replaced by those of their kinds. */
export interface DraftContract {
  readonly contract: AnyContract;
  /** Codes whose status is open. */
  readonly open: readonly string[];
}

/**
 * Loads a contract that may have open statuses, as `errata adopt` writes it. Every other command rejects them.
 *
 * @throws ContractError with every other fault; CommandError if it cannot be read
 */
export async function readDraft(invocation: Invocation, source: string): Promise<DraftContract> {
  const text = await readDraftText(source);
  if (text === undefined) return { contract: await readContract(invocation, source), open: [] };
  const filled = await fill(text);
  const contract = parse(filled.text, source === "-" ? "standard input" : source);
  envelopesOf(contract);
  return { contract, open: filled.open };
}

/** Returns the text of a contract with open statuses; undefined for any other, which the loader reads. */
async function readDraftText(source: string): Promise<string | undefined> {
  if (source === "-") return await readInput();
  const isText =
    [".yaml", ".yml", ".json"].includes(extname(source).toLowerCase()) &&
    !/^https?:/.test(source) &&
    !isRevision(source);
  const text = isText ? await readFile(source, "utf8").catch(() => "") : "";
  return (await fill(text)).open.length > 0 ? text : undefined;
}

/** Loads the readers of references for drafts only, because they take longer to load than a contract. */
async function fill(text: string): Promise<{ readonly text: string; readonly open: readonly string[] }> {
  if (!/\bstatus["']?\s*:\s*["']?open\b/.test(text)) return { text, open: [] };
  return (await import("../../adopt/index.ts")).fillOpenStatuses(text);
}

/**
 * Loads a contract from a file, a URL, a revision as git writes it (`main:api/errata.yaml`), or `-` for standard input.
 *
 * @param source undefined means the first operand
 * A module of a revision is loaded with the packages that are installed now.
 *
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
  if (!isRevision(source)) return await loadFile(source, flags);
  const isModule = /\.[cm]?[jt]s$/i.test(source);
  if (isModule) return await withRevision(source, (file) => loadFile(file, flags));
  return parse(await readRevision(source), source);
}

async function loadFile(file: string, flags: Invocation["flags"]): Promise<AnyContract> {
  if (/\.[cm]?ts$/.test(file)) await useTypeScriptLoader(file);
  return await loadContract(file, typeof flags.export === "string" ? { exportName: flags.export } : {});
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

function parse(text: string, path: string): AnyContract {
  return parseContract(text, { format: /^\s*\{/.test(text) ? "json" : "yaml", path });
}
