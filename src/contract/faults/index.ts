/** Finds every fault of a contract's definition. */
import type { ContractFault } from "../contract-error.ts";
import { getOwn, isPlainObject } from "../json.ts";
import { rootLocation } from "./check.ts";
import { checkDefinition } from "./member-faults.ts";
import { findMessageFaults, findTranslationFaults } from "./message-faults.ts";
import { findReferenceFaults } from "./reference-faults.ts";

/**
 * Returns every fault of a definition of any shape; empty when it has none.
 * Each member is checked by itself first, then the references between members, as far as they can be read.
 *
 * @param definition a snapshot: plain data and schemas
 */
export function findFaults(definition: unknown): readonly ContractFault[] {
  const faults: ContractFault[] = [];
  const root = rootLocation(faults);
  checkDefinition(root, definition);
  if (!isPlainObject(definition) || !isPlainObject(getOwn(definition, "errors"))) return faults;
  findMessageFaults(root, definition);
  findReferenceFaults(root, definition);
  findTranslationFaults(root, definition);
  return faults;
}
