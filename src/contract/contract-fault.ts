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
  readonly mend: string;
}

/** Refuses a broken contract, with every fault at once. */
export class ContractError extends Error {
  override readonly name: string = "ContractError";
  readonly contract: string;
  readonly faults: readonly ContractFault[];

  constructor(contract: string, faults: readonly ContractFault[]) {
    super(
      `contract "${contract}" has ${faults.length} ${faults.length === 1 ? "fault" : "faults"}:\n${faults.map(faultLine).join("\n")}`,
    );
    this.contract = contract;
    this.faults = faults;
  }
}

/** Writes one fault as one line that a person can act on. */
export function faultLine({ rule, code, path, place, expected, received, mend }: ContractFault): string {
  const where = place ?? path.join(".");
  return `  ${rule}${code === undefined ? "" : ` ${code}`}: expected ${expected}, received ${received}. ${mend} (${where})`;
}

/** Quotes a received value for a fault: JSON, cut at 80 characters. */
export function quote(value: unknown): string {
  if (value === undefined) return "nothing";
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
