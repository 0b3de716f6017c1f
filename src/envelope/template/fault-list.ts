import type { ContractFault, Json } from "../../contract/index.ts";
import { quote } from "../../contract/index.ts";

/** Path in a contract definition: `["envelope", "error", "code"]`. */
export type FaultPath = readonly (string | number)[];

/** Collects faults, so that one ContractError reports all of them. */
export interface FaultList {
  readonly faults: readonly ContractFault[];
  /** @param rule name of the rule after `ERRATA_ENVELOPE_` */
  add(rule: string, path: FaultPath, fault: FaultText): void;
}

type FaultText = Pick<ContractFault, "expected" | "fix"> & { readonly received: Json | undefined };

/** Creates an empty list. */
export function faultList(): FaultList {
  const faults: ContractFault[] = [];
  return {
    faults,
    add: (rule, path, { received, ...text }) => {
      const code = path[0] === "errors" ? { code: String(path[1]) } : {};
      faults.push({ rule: `ERRATA_ENVELOPE_${rule}`, ...code, path, received: quote(received), ...text });
    },
  };
}
