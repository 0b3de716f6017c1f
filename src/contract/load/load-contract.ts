import { readFile } from "node:fs/promises";
import { extname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Contract } from "../contract.ts";
import type { ContractFault } from "../contract-fault.ts";
import { ContractError } from "../contract-fault.ts";
import { parseContract } from "./parse-contract.ts";

/** A contract is written by people: what is larger is another file. */
const maxBytes = 16 * 1024 * 1024;

const modules = new Set([".ts", ".mts", ".js", ".mjs"]);
const formats = { ".yaml": "yaml", ".yml": "yaml", ".json": "json" } as const;

export interface LoadOptions {
  /** Name of the module's export that is the contract. @default the only one that is a contract */
  readonly exportName?: string;
}

/**
 * Loads a contract from a file: YAML, JSON, or a module that exports one.
 *
 * @param file a path, from the working directory, or a `file:` URL
 * @throws ContractError with every fault at once, each with its `file:line:column`
 */
export async function loadContract(file: string | URL, options: LoadOptions = {}): Promise<Contract> {
  const path = typeof file === "string" && !file.startsWith("file:") ? resolve(file) : fileURLToPath(file);
  const extension = extname(path).toLowerCase();
  const name = relative(process.cwd(), path) || path;
  if (modules.has(extension)) return contractOf(await importModule(path, name), name, options);
  const format = Object.hasOwn(formats, extension) ? formats[extension as keyof typeof formats] : undefined;
  if (format === undefined) {
    const expected = [...Object.keys(formats), ...modules].join(", ");
    throw refuse(name, "FILE_TYPE", expected, extension || "no extension", "Rename the file to what it holds.");
  }
  return parseContract(await readContract(path, name), { format, path: name });
}

async function readContract(path: string, name: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw refuse(name, "FILE_UNREADABLE", "a readable file", cause.code ?? cause.message, "Check the path.", cause);
  });
  if (bytes.length > maxBytes)
    throw refuse(
      name,
      "FILE_TOO_LARGE",
      `at most ${maxBytes} bytes`,
      `${bytes.length} bytes`,
      "Name the contract's file.",
    );
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
        ? "Run node with --import tsx, or load the contract's JSON form."
        : "Make the module load by itself first.";
    const received = cause instanceof Error ? (cause.message.split("\n")[0] ?? cause.name) : String(cause);
    throw refuse(name, "MODULE_FAILED", "a module that loads", received, fix, cause);
  }
}

function contractOf(module: Readonly<Record<string, unknown>>, name: string, { exportName }: LoadOptions): Contract {
  const names = Object.keys(module).filter((key) => isContract(module[key]));
  const wanted = exportName ?? names[0];
  const found = wanted === undefined ? undefined : module[wanted];
  const isOne = exportName !== undefined || new Set(names.map((key) => module[key])).size === 1;
  if (isOne && isContract(found)) return found;
  const fix = names.length > 1 ? "Say which by exportName." : "Export what contract() returns.";
  const received = `${names.length} contracts among ${Object.keys(module).join(", ") || "no exports"}`;
  throw refuse(name, "MODULE_EXPORT", exportName ? `the contract "${exportName}"` : "one contract", received, fix);
}

function isContract(value: unknown): value is Contract {
  if (typeof value !== "object" || value === null) return false;
  const { entries, operations, toJSON } = value as Partial<Contract>;
  return entries instanceof Map && operations instanceof Map && typeof toJSON === "function";
}

function refuse(
  name: string,
  rule: string,
  expected: string,
  received: string,
  fix: string,
  cause?: unknown,
): ContractError {
  const fault: ContractFault = {
    rule: `ERRATA_CONTRACT_${rule}`,
    path: [],
    place: `${name}:1:1`,
    expected,
    received,
    fix,
  };
  return new ContractError(name, [fault], cause === undefined ? undefined : { cause });
}
