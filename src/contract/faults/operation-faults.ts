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
    const mend = "Write it as GET /things/{id}: the method in capitals, one space, a path from the root.";
    spot.fault("OPERATION_INVALID", { expected: "METHOD /path", received: name, mend });
  }
  if (Array.isArray(value)) checkCodes(spot, value);
  else checkFacts(spot, value);
});

/** Notes operations, and `always`, that name a code which does not exist or one twice. */
export function operationFaults(root: Spot, definition: unknown): void {
  const codes = members(member(definition, "errors")).map(([code]) => code);
  codeListFaults(root.at("always"), member(definition, "always"), codes);
  for (const [name, value] of members(member(definition, "operations"))) {
    const spot = root.at("operations").at(name);
    if (Array.isArray(value)) codeListFaults(spot, value, codes);
    else codeListFaults(spot.at("errors"), member(value, "errors"), codes);
  }
}
