import { isPlainObject } from "./snapshot.ts";

/** One thing that is wrong with a contract. */
export interface ContractFault {
  /** Stable name of the rule: `ERRATA_CONTRACT_…`. */
  readonly rule: string;
  /** The code whose entry is at fault, where it is one. */
  readonly code?: string;
  /** Where in the definition: `["errors", "RATE_LIMITED", "status"]`. */
  readonly path: readonly (string | number)[];
  /** Where in the file: `contract.yaml:118:7`; only for contracts that were loaded from a file. */
  readonly place?: string;
  readonly expected: string;
  /** What was found instead, cut at 80 characters. */
  readonly received: string;
  /** What to do about it, as an imperative sentence. */
  readonly fix: string;
}

/** Refuses a broken contract, with every fault at once. */
export class ContractError extends Error {
  override readonly name: string = "ContractError";
  readonly contract: string;
  readonly faults: readonly ContractFault[];

  constructor(contract: string, faults: readonly ContractFault[], options?: ErrorOptions) {
    super(
      `contract "${contract}" has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}:\n${faults.map(faultLine).join("\n")}`,
      options,
    );
    this.contract = contract;
    this.faults = faults;
  }
}

/** Writes one fault as one line that a person can act on. */
function faultLine({ rule, code, path, place, expected, received, fix }: ContractFault): string {
  const where = place ?? (path.length === 0 ? "the whole definition" : path.join("."));
  return `  ${rule}${code === undefined ? "" : ` ${code}`}: expected ${expected}, received ${received}. ${fix} (${where})`;
}

/** A key with its prefix, what follows `Bearer`, and the credentials of an address. */
const secrets = /\b((?:sk|pk|rk|key|token|secret)[_-]|Bearer\s+|:\/\/(?=[^/@\s]*@))[^\s"'@]{8,}/gi;

/** How much of a value is searched for secrets: what is shown is far shorter. */
const maxSearched = 500;

/** Quotes a received value for a fault: JSON, cut at 80 characters, with what looks like a secret masked. */
export function quote(value: unknown): string {
  const text = describe(value).slice(0, maxSearched).replaceAll(secrets, "$1***");
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return value.description ?? "a symbol";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !isPlainObject(value))
    return `an instance of ${String(value.constructor?.name ?? "a class")}`;
  try {
    return JSON.stringify(value, (_, member: unknown) =>
      ["function", "symbol", "bigint"].includes(typeof member) ? describe(member) : member,
    );
  } catch (error) {
    return `a value that JSON cannot hold (${error instanceof Error ? error.name : typeof error})`;
  }
}
