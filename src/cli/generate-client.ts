import { contractFlags, contractOperand, readContract } from "./contract-file.ts";
import { outputFlags, outputOf } from "./output.ts";
import type { Verb } from "./verb.ts";

/** `errata generate client`: what a client needs of a contract that it cannot import. */
export const generateClient: Verb = {
  name: "generate client",
  operands: [contractOperand],
  summary: "Writes the TypeScript module that errata/client is given: the API's types, and its table of codes.",
  flags: { ...outputFlags, ...contractFlags },
  examples: [
    "errata generate client errata.json -o src/api.ts",
    "errata generate client errata.json -o src/api.ts --check     # in CI: fails when src/api.ts is out of date",
    "curl -s https://api.example.com/.well-known/errata.json > errata.json && errata generate client errata.json",
  ],
  async run(invocation, terminal) {
    const putOut = outputOf(invocation, terminal);
    const contract = await readContract(invocation);
    const { clientModule } = await import("./typescript/index.ts");
    await putOut(clientModule(contract));
  },
};
