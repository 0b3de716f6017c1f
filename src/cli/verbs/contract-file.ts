import { loadContract } from "errata/load";
import type { AnyContract } from "../../contract/index.ts";
import type { Flag, Invocation } from "../verb.ts";

/** Flags of every command that reads a contract. */
export const contractFlags: Readonly<Record<"export", Flag>> = {
  export: { type: "string", value: "name", help: "the module's export that is the contract, if it has several" },
};

/** Operand of every command that reads a contract. */
export const contractOperand = "<contract.yaml|json|ts>";

/** Loads the contract of the first operand. @throws ContractError with every fault, each with its file and line */
export function readContract({ operands: [file = ""], flags }: Invocation): Promise<AnyContract> {
  return loadContract(file, typeof flags.export === "string" ? { exportName: flags.export } : {});
}
