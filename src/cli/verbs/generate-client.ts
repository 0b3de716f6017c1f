import { contractFlags, readContract } from "../files/index.ts";
import { openOutput, outputFlags } from "../output.ts";
import type { Verb } from "../verb.ts";

/** `errata generate client`: writes what errata/client needs of a contract that it cannot import. */
export const generateClient: Verb = {
  flags: { ...outputFlags, ...contractFlags },
  examples: [
    "errata generate client errata.json -o src/api.ts --check     # for CI: fails if src/api.ts is out of date",
    "curl -s https://api.example.com/.well-known/errata.json > errata.json && errata generate client errata.json",
  ],
  async run(invocation, terminal) {
    const write = openOutput(invocation, terminal);
    const contract = await readContract(invocation);
    const { clientModule } = await import("../typescript/index.ts");
    await write(clientModule(contract));
  },
};
