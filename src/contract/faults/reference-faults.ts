import { member, members } from "../member.ts";
import { didYouMean } from "./nearest.ts";
import type { Spot } from "./spot.ts";

const links = ["parent", "replacedBy"] as const;

/** Notes entries that name a code which does not exist, or that lead back to themselves. */
export function referenceFaults(root: Spot, definition: unknown): void {
  const errors = member(definition, "errors");
  const codes = members(errors).map(([code]) => code);
  for (const link of links) {
    for (const [code, entry] of members(errors))
      codeFault(root.at("errors").at(code).of(code).at(link), member(entry, link), codes);
    cycleFaults(root.at("errors"), errors, link);
  }
}

/** Notes a value that is the name of no code; other than texts are faults of another rule. */
export function codeFault(spot: Spot, value: unknown, codes: readonly string[]): void {
  if (typeof value !== "string" || value.trim() === "" || codes.includes(value)) return;
  const fix = didYouMean(value, codes, "Declare the code under errors, or name another.");
  spot.fault("CODE_UNKNOWN", { expected: "a code of this contract", received: value, fix });
}

/** Notes every item of a list that names no code, or one that the list names already. */
export function codeListFaults(spot: Spot, value: unknown, codes: readonly string[]): void {
  if (!Array.isArray(value)) return;
  value.forEach((code: unknown, index) => {
    codeFault(spot.at(index), code, codes);
    if (typeof code !== "string" || value.indexOf(code) === index) return;
    spot.at(index).fault("CODE_DUPLICATE", { expected: "each code once", received: code, fix: "Remove the second." });
  });
}

function cycleFaults(spot: Spot, errors: unknown, link: (typeof links)[number]): void {
  const done = new Set<string>();
  for (const [start] of members(errors)) {
    const chain: string[] = [];
    let code: unknown = start;
    while (typeof code === "string" && !done.has(code) && !chain.includes(code)) {
      chain.push(code);
      code = member(member(errors, code), link);
    }
    for (const step of chain) done.add(step);
    if (typeof code !== "string" || !chain.includes(code)) continue;
    const circle = [...chain.slice(chain.indexOf(code)), code].join(" > ");
    spot
      .at(code)
      .of(code)
      .at(link)
      .fault("CODE_CYCLE", {
        expected: `codes that end somewhere when ${link} is followed`,
        received: circle,
        fix: `Take ${link} out of one of them.`,
      });
  }
}
