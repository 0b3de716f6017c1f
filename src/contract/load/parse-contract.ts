import { assemble } from "../assemble.ts";
import type { Contract } from "../contract.ts";
import type { ContractDefinition } from "../contract-definition.ts";
import type { ContractFault } from "../contract-fault.ts";
import { ContractError } from "../contract-fault.ts";
import { findFaults } from "../faults/index.ts";
import { snapshot } from "../snapshot.ts";
import type { ContractFormat } from "./read-text.ts";
import { readText } from "./read-text.ts";
import { validatingDetails } from "./validating-details.ts";

export interface ParseOptions {
  /** @default "yaml" */
  readonly format?: ContractFormat;
  /** Name of the file, for the places of faults. @default "contract.yaml" or "contract.json" */
  readonly path?: string;
}

/**
 * Makes a contract of text.
 *
 * Outside production (`NODE_ENV`), the details of every error are validated when it is made, as those of a schema library are.
 *
 * @throws ContractError with every fault at once, each with its `file:line:column`
 */
export function parseContract(text: string, options: ParseOptions = {}): Contract {
  const format = options.format ?? "yaml";
  const path = options.path ?? `contract.${format}`;
  const source = readText(text, format, path);
  if (source.value === undefined) throw new ContractError(path, source.faults);
  const data = snapshot(source.value);
  const found = findFaults(data);
  const faults: ContractFault[] = [...source.faults, ...found.map((fault) => placed(fault, source.placeOf))];
  const definition = data as ContractDefinition;
  const details = found.length > 0 ? { definition, faults: [] } : validatingDetails(definition);
  faults.push(...details.faults.map((fault) => placed(fault, source.placeOf)));
  if (faults.length > 0) throw new ContractError(path, faults.toSorted(byPlace));
  return assemble(details.definition) as unknown as Contract;
}

function placed(fault: ContractFault, placeOf: (fault: ContractFault) => string): ContractFault {
  return { ...fault, place: placeOf(fault) };
}

function byPlace(one: ContractFault, other: ContractFault): number {
  return lineOf(one) - lineOf(other);
}

function lineOf({ place = "" }: ContractFault): number {
  return Number(/:(\d+):\d+$/.exec(place)?.[1] ?? 0);
}
