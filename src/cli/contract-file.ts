import { loadContract } from "errata/load";
import type { AnyContract } from "../contract/index.ts";
import type { Flag, Invocation } from "./verb.ts";

/** The flags of every verb that reads a contract. */
export const contractFlags: Readonly<Record<"export", Flag>> = {
  export: { type: "string", value: "name", help: "which export of a module is the contract, where it has several" },
};

/** The operand of every verb that reads a contract. */
export const contractOperand = "<contract.yaml|json|ts>";

/** Loads the contract that the first operand names. @throws ContractError with every fault, each with its file and line */
export function readContract({ operands: [file = ""], flags }: Invocation): Promise<AnyContract> {
  return loadContract(file, typeof flags.export === "string" ? { exportName: flags.export } : {});
}
