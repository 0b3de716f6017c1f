import { answeredByKind, defaultCode } from "../answers.ts";
import type { Condition } from "../condition.ts";
import { conditions } from "../condition.ts";
import { member, members } from "../member.ts";
import { codeFault } from "./reference-faults.ts";
import type { Spot } from "./spot.ts";

/** Notes conditions that are answered by a code which does not exist, or by one of several without saying by which. */
export function conditionFaults(root: Spot, definition: unknown): void {
  const errors = member(definition, "errors");
  const codes = members(errors).map(([code]) => code);
  for (const condition of Object.keys(conditions) as Condition[]) {
    const spot = root.at("conditions").at(condition);
    const stated = member(member(definition, "conditions"), condition);
    const usual = defaultCode(condition, codes);
    // `toJSON` writes the default codes too, so that its readers need no table.
    if (stated !== undefined) codeFault(spot, stated, [...codes, usual]);
    else if (!codes.includes(usual)) ambiguityFault(spot, condition, errors);
  }
}

function ambiguityFault(spot: Spot, condition: Condition, errors: unknown): void {
  const kind = answeredByKind[condition];
  const candidates = members(errors).flatMap(([code, entry]) => (member(entry, "kind") === kind ? [code] : []));
  if (kind === undefined || candidates.length < 2) return;
  spot.fault("CONDITION_AMBIGUOUS", {
    expected: `one code for the condition "${condition}", as several are of kind ${kind}`,
    received: candidates.join(", "),
    fix: `Name the one that answers it under conditions.${condition}.`,
  });
}
