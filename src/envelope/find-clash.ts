import type { Entry } from "../contract/index.ts";
import { objectParts } from "./details-schema.ts";
import type { FaultList } from "./fault-list.ts";
import type { ObjectNode } from "./template.ts";
import { declaredKeys, partsOf } from "./template.ts";

/** Adds a fault for details that a template would lose: spread members that it declares itself, or details that are no object. */
export function findClash(entry: Entry, failure: ObjectNode, faults: FaultList): void {
  const { code, details } = entry;
  if (details === undefined) return;
  for (const part of partsOf(failure)) {
    if (part.type !== "object") continue;
    const spread = part.members.find((member) => member.type === "spread");
    // A spread that names a member for what cannot be spread loses nothing.
    if (spread === undefined || spread.fact !== "details" || spread.under !== undefined) continue;
    const path = ["errors", code, "details"];
    if (details.type !== undefined && details.type !== "object") {
      const fix =
        'Make the details an object, or write the spread as "...details", which keeps any others under "details".';
      faults.add("SPREAD_TYPE", path, { expected: "details that are an object", received: details.type, fix });
    }
    const declared = declaredKeys(part);
    for (const key of Object.keys(objectParts(details).properties).filter((name) => declared.has(name))) {
      const fix =
        'Rename the detail, or write the spread as "...details", which keeps such details whole under "details".';
      const expected = "a name that the envelope does not use";
      faults.add("SPREAD_CLASH", [...path, key], { expected, received: key, fix });
    }
  }
}
