import { isPlainObject } from "./json.ts";

/** One problem in a contract's definition. */
export interface ContractFault {
  /** Stable name of the rule: `ERRATA_CONTRACT_…`. */
  readonly rule: string;
  /** The code whose entry has the problem. @default undefined: the problem is outside the entries */
  readonly code?: string;
  /** Path within the definition: `["errors", "RATE_LIMITED", "status"]`. */
  readonly path: readonly (string | number)[];
  /** Position in the file: `contract.yaml:118:7`. @default undefined: the contract was not loaded from a file */
  readonly location?: string;
  /** The requirement of the rule. */
  readonly expected: string;
  /** The definition's value, cut at 80 characters with secrets masked. */
  readonly received: string;
  /** How to fix it, as an imperative sentence. */
  readonly fix: string;
}

const brand = Symbol.for("errata.ContractError");

/**
 * Rejects a broken contract and lists every fault at once.
 *
 * @example
 * ```ts
 * import { ContractError, contract } from "errata";
 *
 * try {
 *   contract({ name: "shop", version: "1.0.0", errors: {} });
 * } catch (error) {
 *   if (!(error instanceof ContractError)) throw error;
 *   for (const { rule, path, fix } of error.faults) console.error(rule, path.join("."), fix);
 * }
 * ```
 */
export class ContractError extends Error {
  /** Always `ContractError`. */
  override readonly name: string = "ContractError";
  /** Name of the contract, or of its file. */
  readonly contract: string;
  /** Every fault, at least one. */
  readonly faults: readonly ContractFault[];

  constructor(contract: string, faults: readonly ContractFault[], options?: ErrorOptions) {
    super(
      `contract "${contract}" has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}:\n${faults.map(formatFault).join("\n")}`,
      options,
    );
    this.contract = contract;
    this.faults = faults;
    Object.defineProperty(this, brand, { value: true });
  }

  /** Recognises errors created by another copy of this module. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/**
 * Quotes a received value for a message to developers: JSON, cut at 80 characters, with anything that looks like a secret masked.
 *
 * @example
 * ```ts
 * import { quote } from "errata";
 *
 * quote({ key: "sk_live_51Habcdefghijk" }); // {"key":"sk_***"}
 * ```
 */
export function quote(value: unknown): string {
  const text = describe(value).slice(0, maxSearched).replaceAll(secrets, "$1***");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function formatFault({ rule, code, path, location, expected, received, fix }: ContractFault): string {
  const where = location ?? (path.length === 0 ? "the whole definition" : path.join("."));
  return `  ${rule}${code === undefined ? "" : ` ${code}`}: expected ${expected}, received ${received}. ${fix} (${where})`;
}

/** Prefixed keys, bearer tokens, and the credentials in a URL. */
const secrets = /\b((?:sk|pk|rk|key|token|secret)[_-]|Bearer\s+|:\/\/(?=[^/@\s]*@))[^\s"'@]{8,}/gi;

/** Only this many characters are searched for secrets, because at most 80 are shown. */
const maxSearched = 500;

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return value.description ?? "a symbol";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  try {
    if (Object(value) === value && !Array.isArray(value) && !isPlainObject(value))
      return `an instance of ${String((value as object).constructor?.name ?? "a class")}`;
    return JSON.stringify(value, (_, member: unknown) =>
      ["function", "symbol", "bigint"].includes(typeof member) ? describe(member) : member,
    );
  } catch (error) {
    return `a value that JSON cannot represent (${error instanceof Error ? error.name : typeof error})`;
  }
}
