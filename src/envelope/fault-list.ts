import type { ContractFault, Json } from "../contract/index.ts";
import { quote } from "../contract/index.ts";

/** Where in a definition a fault is. */
export type FaultPath = readonly (string | number)[];

/** Gathers the faults of a template, so that all are told at once. */
export interface FaultList {
  readonly faults: readonly ContractFault[];
  /** @param rule the part of the name after `ERRATA_ENVELOPE_` */
  add(rule: string, path: FaultPath, fault: Pick<ContractFault, "expected" | "fix"> & Received): void;
}

interface Received {
  readonly received: Json | undefined;
}

/** Makes an empty list of faults. */
export function faultList(): FaultList {
  const faults: ContractFault[] = [];
  return {
    faults,
    add: (rule, path, { received, ...fault }) => {
      const code = path[0] === "errors" ? { code: String(path[1]) } : {};
      faults.push({ rule: `ERRATA_ENVELOPE_${rule}`, ...code, path, received: quote(received), ...fault });
    },
  };
}
