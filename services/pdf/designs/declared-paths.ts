import { invalidInput } from "../invalid-input.ts";
import { pathsOf } from "../render/template.ts";
import type { Block, PageDescription } from "./page-description.ts";
import type { VariablesSchema } from "./variables-schema.ts";

/** Requires that the schema declares every variable that the description names, so that no typing error prints nothing. @throws INVALID_INPUT */
export function requireDeclared({ blocks }: PageDescription, schema: VariablesSchema): void {
  const declared = new Set(Object.keys(objectOf(schema.properties)));
  for (const [index, block] of blocks.entries()) {
    const rowMembers = block.type === "table" ? membersOfRows(block, schema) : [];
    const unknown = namesOf(block).find((name) => !declared.has(name) && !rowMembers.includes(name));
    if (unknown === undefined) continue;
    throw invalidInput(`page.blocks.${index}`, `Names the variable ${unknown}, which the schema does not declare.`);
  }
}

function namesOf(block: Block): string[] {
  return textsOf(block)
    .flatMap(pathsOf)
    .concat(block.type === "table" ? block.rows : [])
    .map((path) => path.split(".")[0] ?? "");
}

function textsOf(block: Block): readonly string[] {
  switch (block.type) {
    case "text":
      return [block.text];
    case "table":
      return block.columns.flatMap(({ header, value }) => [header, value]);
    case "image":
      return [block.source];
    case "barcode":
    case "qr":
      return [block.value];
    case "space":
    case "pageBreak":
      return [];
  }
}

/** The members that a table's rows have, where the schema says so. */
function membersOfRows({ rows }: Block<"table">, schema: VariablesSchema): string[] {
  const list = rows.split(".").reduce((found, step) => objectOf(objectOf(found.properties)[step]), schema);
  return Object.keys(objectOf(objectOf(list.items).properties));
}

function objectOf(value: unknown): VariablesSchema {
  return typeof value === "object" && value !== null ? (value as VariablesSchema) : {};
}
