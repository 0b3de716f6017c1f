import type { ContractFault } from "../contract-fault.ts";
import { member } from "../member.ts";
import { isPlainObject } from "../snapshot.ts";
import { conditionFaults } from "./condition-faults.ts";
import { checkDefinition } from "./definition-faults.ts";
import { localeFaults } from "./locale-faults.ts";
import { messageFaults } from "./message-faults.ts";
import { operationFaults } from "./operation-faults.ts";
import { referenceFaults } from "./reference-faults.ts";
import { rootSpot } from "./spot.ts";

/**
 * Lists everything that is wrong with a definition of any shape; empty when it is sound.
 * First each member by itself, then what members say about each other, as far as the first pass found them readable.
 *
 * @param definition a snapshot: plain data and schemas
 */
export function findFaults(definition: unknown): readonly ContractFault[] {
  const faults: ContractFault[] = [];
  const root = rootSpot(faults);
  checkDefinition(root, definition);
  if (!isPlainObject(definition) || !isPlainObject(member(definition, "errors"))) return faults;
  messageFaults(root, definition);
  referenceFaults(root, definition);
  operationFaults(root, definition);
  conditionFaults(root, definition);
  localeFaults(root, definition);
  return faults;
}
