import { contractFlags, contractOperand, readContract } from "./contract-file.ts";
import { outputFlags, outputOf } from "./output.ts";
import type { Verb } from "./verb.ts";

/** `errata export`: the form of a contract that every language reads, and that is diffed and served. */
export const exportContract: Verb = {
  name: "export",
  operands: [contractOperand],
  summary: "Writes a contract as errata.json: every fact explicit, details as JSON Schema, for any language.",
  flags: { ...outputFlags, ...contractFlags },
  examples: [
    "errata export contract.yaml -o errata.json",
    "errata export errata.json | jq '.errors | keys'",
    "errata export contract.yaml -o errata.json --check     # in CI: fails when errata.json is out of date",
    "node --import tsx node_modules/.bin/errata export contract.ts -o errata.json",
  ],
  async run(invocation, terminal) {
    const putOut = outputOf(invocation, terminal);
    const contract = await readContract(invocation);
    await putOut(`${JSON.stringify(contract, null, 2)}\n`);
  },
};
