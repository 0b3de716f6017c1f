import { member, members } from "../member.ts";
import { splitOperationName } from "../operation.ts";
import type { Check } from "./checks.ts";
import { list, object, record, text, yesOrNo } from "./checks.ts";
import { codeListFaults } from "./reference-faults.ts";
import type { Spot } from "./spot.ts";

const checkFacts = object({ errors: list(text), summary: text, idempotencyKey: yesOrNo }, ["errors"]);
const checkCodes = list(text);

/** Checks the operations by themselves: their names, and their lists or facts. */
export const checkOperations: Check = record((spot, value, name) => {
  if (splitOperationName(name) === undefined) {
    const fix = "Write it as GET /things/{id}: the method in capitals, one space, a path from the root.";
    spot.fault("OPERATION_INVALID", { expected: "METHOD /path", received: name, fix });
  }
  if (Array.isArray(value)) checkCodes(spot, value);
  else checkFacts(spot, value);
});

/** Notes operations, `precedence` and `always`, that name a code which does not exist or one twice. */
export function operationFaults(root: Spot, definition: unknown): void {
  const codes = members(member(definition, "errors")).map(([code]) => code);
  codeListFaults(root.at("always"), member(definition, "always"), codes);
  precedenceFaults(root.at("precedence"), member(definition, "precedence"), codes);
  for (const [name, value] of members(member(definition, "operations"))) {
    const spot = root.at("operations").at(name);
    if (Array.isArray(value)) codeListFaults(spot, value, codes);
    else codeListFaults(spot.at("errors"), member(value, "errors"), codes);
  }
}

/** Notes a precedence that leaves a code out: between that code and the others nothing would be decided. */
function precedenceFaults(spot: Spot, value: unknown, codes: readonly string[]): void {
  codeListFaults(spot, value, codes);
  const ranked = new Set(Array.isArray(value) ? value : []);
  const missing = value === undefined ? [] : codes.filter((code) => !ranked.has(code));
  if (missing.length === 0) return;
  const fix = "Give every code its place; codes that never hold together may stand in any order.";
  spot.fault("PRECEDENCE_INCOMPLETE", { expected: "every code once", received: `no ${missing.join(", ")}`, fix });
}
