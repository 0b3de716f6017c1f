import { assemble } from "../assemble.ts";
import type { Contract } from "../contract.ts";
import type { ContractFault } from "../contract-error.ts";
import { ContractError } from "../contract-error.ts";
import type { ContractDefinition } from "../definition/index.ts";
import { snapshot } from "../definition/index.ts";
import { requireValue } from "../faults/arguments.ts";
import { findFaults } from "../faults/index.ts";
import { type OptionTypes, requireOptions } from "../faults/options.ts";
import type { ContractFormat } from "./read-text.ts";
import { readText } from "./read-text.ts";

/** Options of `parseContract`. */
export interface ParseOptions {
  /** How the text is written. @default "yaml" */
  readonly format?: ContractFormat;
  /** Name of the file in the locations of faults. @default "contract.yaml" or "contract.json" */
  readonly path?: string;
}

/**
 * Parses a contract from text.
 *
 * @throws ContractError with every fault, each with its `file:line:column`
 * @example
 * ```ts
 * import { parseContract } from "errata/load";
 *
 * const shop = parseContract(`
 * name: shop
 * version: 1.0.0
 * errors:
 *   SOLD_OUT: { kind: conflict, when: No unit is left., message: Sold out. }
 * `);
 * ```
 */
export function parseContract(text: string, options: ParseOptions = {}): Contract {
  requireValue("parseContract: text", text, "string");
  requireOptions("parseContract", options, {
    format: ["yaml", "json"],
    path: "string",
  } satisfies OptionTypes<ParseOptions>);
  const format = options.format ?? "yaml";
  const path = options.path ?? `contract.${format}`;
  const source = readText(text, format, path);
  if (source.value === undefined) throw new ContractError(path, source.faults);
  const data = snapshot(source.value);
  const found = findFaults(data).map((fault) => ({ ...fault, location: source.locate(fault) }));
  const faults = [...source.faults, ...found].toSorted((one, other) => lineOf(one) - lineOf(other));
  if (faults.length > 0) throw new ContractError(path, faults);
  return assemble(data as ContractDefinition) as unknown as Contract;
}

function lineOf({ location = "" }: ContractFault): number {
  return Number(/:(\d+):\d+$/.exec(location)?.[1] ?? 0);
}
