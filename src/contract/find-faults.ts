import type { ContractDefinition } from "./contract.ts";
import type { ContractFault } from "./contract-fault.ts";

/** Lists everything that is wrong with a definition; empty when it is sound. */
export function findFaults(definition: ContractDefinition): readonly ContractFault[] {
  return Object.keys(definition.errors).length === 0
    ? [
        {
          rule: "ERRATA_CONTRACT_ERRORS_EMPTY",
          path: ["errors"],
          expected: "at least one code",
          received: "none",
          mend: "Declare the codes of the API.",
        },
      ]
    : [];
}
