import { contractFlags, readContract } from "../files/index.ts";
import { openOutput, outputFlags } from "../output.ts";
import type { Verb } from "../verb.ts";

/** `errata export`: writes the form of a contract that is diffed, served and read by other languages. */
export const exportContract: Verb = {
  flags: { ...outputFlags, ...contractFlags },
  examples: [
    "errata export errata.json | jq '.errors | keys'",
    "errata export contract.yaml -o errata.json --check     # for CI: fails if errata.json is out of date",
    "node --import tsx node_modules/.bin/errata export contract.ts -o errata.json",
  ],
  async run(invocation, terminal) {
    const write = openOutput(invocation, terminal);
    const contract = await readContract(invocation);
    await write(`${JSON.stringify(contract, null, 2)}\n`);
  },
};
