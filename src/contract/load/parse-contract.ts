import { assemble } from "../assemble.ts";
import type { Contract } from "../contract.ts";
import type { ContractDefinition } from "../contract-definition.ts";
import type { ContractFault } from "../contract-fault.ts";
import { ContractError } from "../contract-fault.ts";
import type { StandardSchema } from "../details.ts";
import type { ErrorDefinition } from "../entry.ts";
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
  const details = validatingDetails(data);
  const found = [...findFaults(data), ...details.faults].map((fault) => ({ ...fault, place: source.placeOf(fault) }));
  const faults = [...source.faults, ...found].toSorted((one, other) => lineOf(one) - lineOf(other));
  if (faults.length > 0) throw new ContractError(path, faults);
  return assemble(withSchemas(data as ContractDefinition, details.schemas)) as unknown as Contract;
}

function withSchemas(definition: ContractDefinition, schemas: ReadonlyMap<string, StandardSchema>): ContractDefinition {
  const errors = Object.entries(definition.errors).map(([code, entry]): [string, ErrorDefinition] => {
    const details = schemas.get(code);
    return [code, details === undefined ? entry : { ...entry, details }];
  });
  return { ...definition, errors: Object.fromEntries(errors) };
}

function lineOf({ place = "" }: ContractFault): number {
  return Number(/:(\d+):\d+$/.exec(place)?.[1] ?? 0);
}
