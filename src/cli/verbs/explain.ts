import type { AnyContract } from "../../contract/index.ts";
import { contractFlags, loadReference, readContract, readInput, readRecordings } from "../files/index.ts";
import { CommandError, type Verb } from "../verb.ts";

/** `errata explain`: prints the page of a code, which it also finds in a pasted response or log line. */
export const explain: Verb = {
  flags: {
    recordings: { type: "string", value: "folder", help: "folder with the recorded exchanges, <CODE>.http.json" },
    ...contractFlags,
  },
  examples: [
    "errata explain https://api.example.com/.well-known/errata.json ORDER_NOT_FOUND",
    "curl -s https://api.example.com/orders/7 | errata explain contract.yaml -",
  ],
  async run(invocation, terminal) {
    const [source, text = ""] = invocation.operands;
    if (source === "-" && text === "-")
      throw new CommandError("only one of the contract and the text can be read from standard input.");
    const { reference } = await loadReference();
    const contract = await readContract(invocation);
    const { recordings } = invocation.flags;
    const pages = reference(contract, {
      recordings: typeof recordings === "string" ? await readRecordings(recordings) : [],
    });
    const code = findCode(contract, text === "-" ? await readInput() : text);
    terminal.stdout.write(pages.markdown(code) ?? "");
  },
};

/** @throws CommandError with similar codes if the text contains none */
function findCode(contract: AnyContract, text: string): string {
  // The longest, because a code can be part of another.
  const [found] = [...contract.entries.keys()]
    .filter((code) => hasWord(text, code))
    .sort((a, b) => b.length - a.length);
  if (found !== undefined) return found;
  const wanted = text
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word.length > 2);
  const similar = [...contract.entries.keys()].filter((code) =>
    wanted.some((word) => code.toUpperCase().includes(word)),
  );
  const received = JSON.stringify(text.trim().slice(0, 80));
  const advice =
    similar.length === 0
      ? `Its codes: ${[...contract.codes].slice(0, 10).join(", ")}…`
      : `Similar codes: ${similar.slice(0, 10).join(", ")}.`;
  throw new CommandError(`${contract.name} has no code in ${received}. ${advice}`);
}

/** Returns whether a text contains a code as a whole word. The script of the reference's pages does the same. */
function hasWord(text: string, code: string): boolean {
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1))
    if (!/[\w.-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + code.length))) return true;
  return false;
}
