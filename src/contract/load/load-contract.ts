import { readFile } from "node:fs/promises";
import { extname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Contract } from "../contract.ts";
import type { ContractFault } from "../contract-error.ts";
import { ContractError } from "../contract-error.ts";
import { requireMember } from "../faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../faults/options.ts";
import { parseContract } from "./parse-contract.ts";

/** Options of `loadContract`. */
export interface LoadOptions {
  /** Name of the module's export that is the contract. @default the module's only contract */
  readonly exportName?: string;
}

/**
 * Loads a contract from a file: YAML, JSON, or a module that exports one.
 *
 * @param file a path relative to the working directory, or a `file:` URL; at most 16 MiB
 * @throws ContractError with every fault, each with its `file:line:column`
 * @example
 * ```ts
 * import { loadContract } from "errata/load";
 *
 * const shop = await loadContract("errata.yaml");
 * console.log(shop.codes);
 * ```
 */
export async function loadContract(file: string | URL, options: LoadOptions = {}): Promise<Contract> {
  if (typeof file !== "string") requireMember("loadContract: file", file, "href", "a path or a file URL");
  requireOptions("loadContract", options, { exportName: "string" } satisfies OptionTypes<LoadOptions>);
  const path = typeof file === "string" && !file.startsWith("file:") ? resolve(file) : fileURLToPath(file);
  const extension = extname(path).toLowerCase();
  const name = relative(process.cwd(), path) || path;
  if (modules.has(extension)) return findContract(await importModule(path, name), name, options);
  const format = Object.hasOwn(formats, extension) ? formats[extension as keyof typeof formats] : undefined;
  if (format === undefined) {
    const expected = [...Object.keys(formats), ...modules].join(", ");
    const fix = "Rename the file so that its extension matches its content.";
    throw fileError(name, "FILE_TYPE", { expected, received: extension || "no extension", fix });
  }
  return parseContract(await readContract(path, name), { format, path: name });
}

/** People write contracts, so a larger file is something else. */
const maxBytes = 16 * 1024 * 1024;

const modules = new Set([".ts", ".mts", ".js", ".mjs"]);
const formats = { ".yaml": "yaml", ".yml": "yaml", ".json": "json" } as const;

async function readContract(path: string, name: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    const received = cause.code ?? cause.message;
    throw fileError(name, "FILE_UNREADABLE", { expected: "a readable file", received, fix: "Check the path." }, cause);
  });
  if (bytes.length > maxBytes) {
    const fix = "Name the contract's own file.";
    throw fileError(name, "FILE_TOO_LARGE", {
      expected: `at most ${maxBytes} bytes`,
      received: `${bytes.length} bytes`,
      fix,
    });
  }
  return bytes.toString("utf8");
}

async function importModule(path: string, name: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof Error && cause.name === "ContractError") throw cause;
    const code = (cause as NodeJS.ErrnoException | null)?.code;
    const fix =
      code === "ERR_UNKNOWN_FILE_EXTENSION"
        ? "Use Node 22.18 or later, or install tsx and run node with --import tsx, or load the contract's JSON form."
        : "Fix the module so that node can import it.";
    const received = cause instanceof Error ? (cause.message.split("\n")[0] ?? cause.name) : String(cause);
    throw fileError(name, "MODULE_FAILED", { expected: "a module that can be imported", received, fix }, cause);
  }
}

function findContract(module: Readonly<Record<string, unknown>>, name: string, { exportName }: LoadOptions): Contract {
  const names = Object.keys(module).filter((key) => isContract(module[key]));
  const wanted = exportName ?? names[0];
  const found = wanted === undefined ? undefined : module[wanted];
  const isUnambiguous = exportName !== undefined || new Set(names.map((key) => module[key])).size === 1;
  if (isUnambiguous && isContract(found)) return found;
  const expected = exportName ? `the contract "${exportName}"` : "one contract";
  const received = `${names.length} contracts among ${Object.keys(module).join(", ") || "no exports"}`;
  const fix = names.length > 1 ? "Choose one with exportName." : "Export the return value of contract().";
  throw fileError(name, "MODULE_EXPORT", { expected, received, fix });
}

function isContract(value: unknown): value is Contract {
  if (typeof value !== "object" || value === null) return false;
  const { entries, operations, toJSON } = value as Partial<Contract>;
  return entries instanceof Map && operations instanceof Map && typeof toJSON === "function";
}

function fileError(
  name: string,
  rule: string,
  text: Pick<ContractFault, "expected" | "received" | "fix">,
  cause?: unknown,
): ContractError {
  const fault: ContractFault = { rule: `ERRATA_CONTRACT_${rule}`, path: [], location: `${name}:1:1`, ...text };
  return new ContractError(name, [fault], cause === undefined ? undefined : { cause });
}
