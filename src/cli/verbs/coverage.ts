import type { AnyContract } from "../../contract/index.ts";
import { type CodeCoverage, formatCoverage, readCoverage } from "../../testkit/index.ts";
import { contractFlags, readContract } from "../files/index.ts";
import { CommandError, type Verb } from "../verb.ts";

/** `errata coverage`: prints which codes of a contract no test has raised. */
export const coverage: Verb = {
  flags: {
    check: { type: "boolean", help: "fail if a code is missing" },
    except: { type: "string", value: "codes", help: "codes that tests cannot raise, separated by commas" },
    operations: { type: "boolean", help: "also print the codes that are missing at an operation that declares them" },
    ...contractFlags,
  },
  examples: ["errata coverage contract.yaml coverage/errors --check --except INTERNAL_ERROR"],
  async run(invocation, terminal) {
    const [, folder = ""] = invocation.operands;
    const { check, except, operations } = invocation.flags;
    const contract = await readContract(invocation);
    const codes = typeof except === "string" ? except.split(",").map((code) => code.trim()) : [];
    const found = read(contract, folder, codes);
    terminal.stdout.write(`${formatCoverage(found, operations === true)}\n`);
    if (check === true && found.missing.length + found.needlessExceptions.length > 0)
      throw new CommandError(
        "expected every code to be raised by a test. Raise the codes above, or name them in --except.",
      );
  },
};

function read(contract: AnyContract, folder: string, except: readonly string[]): CodeCoverage {
  try {
    return readCoverage(contract, folder, { except });
  } catch (error) {
    throw new CommandError((error as Error).message, { cause: error });
  }
}
