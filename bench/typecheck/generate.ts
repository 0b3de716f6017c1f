/** How large the generated contract is. */
export interface ContractSize {
  readonly codes: number;
  readonly operations: number;
  readonly codesPerOperation: number;
  /** How many of the codes declare their details with zod; of the others, every second one uses JSON Schema. */
  readonly zodCodes: number;
}

const kinds = ["not_found", "invalid_state", "already_exists", "invalid_value", "rate_limited"];

/** Writes the source of a project without any code, which imports the same libraries. */
export function emptySource(): string {
  return `import { contract } from "errata";
import { z } from "zod";

export const api = contract({
  name: "empty",
  version: "1.0.0",
  errors: {
    INTERNAL_ERROR: { kind: "internal", when: "Anything that no other code describes.", message: "Internal server error." },
    GONE: { kind: "not_found", when: "Nothing has this id.", message: "{id} was not found.", details: z.object({ id: z.string() }) },
  },
  operations: { "GET /one/{id}": ["GONE"] },
  always: ["INTERNAL_ERROR"],
});

throw api.operation("GET /one/{id}").GONE({ id: "1" });
`;
}

/** Writes the source of a large contract, every code of which is thrown once and every operation of which is used. */
export function contractSource(size: ContractSize): string {
  const codes = Array.from({ length: size.codes }, (_, index) => `AREA_${index % 20}_PROBLEM_${index}`);
  const operations = Array.from(
    { length: size.operations },
    (_, index) => `GET /area-${index % 20}/things-${index}/{id}`,
  );
  const codesOf = (operation: number): string[] =>
    Array.from(
      { length: size.codesPerOperation },
      (_, index) => codes[(operation * 7 + index * 31) % size.codes] ?? "",
    );
  const raised = codes.map((code, index) => `  api.error.${code}(${argumentsOf(index, size)}),`);
  const used = operations.map((name, index) => `  api.operation("${name}").${codesOf(index)[0]}.entry.status,`);
  return `import { contract } from "errata";
import { z } from "zod";

export const api = contract({
  name: "large",
  version: "1.0.0",
  limits: { requestsPerMinute: 120 },
  errors: {
    INTERNAL_ERROR: { kind: "internal", when: "Anything that no other code describes.", message: "Internal server error." },
${codes.map((code, index) => `    ${code}: ${definitionOf(index, size)},`).join("\n")}
  },
  operations: {
${operations.map((name, index) => `    "${name}": ${JSON.stringify(codesOf(index))},`).join("\n")}
  },
  always: ["INTERNAL_ERROR"],
});

export const raised = [
${raised.join("\n")}
] as const;

export const used: number[] = [
${used.join("\n")}
];
`;
}

function definitionOf(index: number, size: ContractSize): string {
  const kind = kinds[index % kinds.length];
  const facts = `kind: "${kind}", when: "The condition number ${index} of the generated contract is met."`;
  const filled = `${facts}, message: "Thing {thingId} has {count${index}, number} of them."`;
  if (index < size.zodCodes)
    return `{ ${filled}, details: z.object({ thingId: z.string(), count${index}: z.number(), note: z.string().optional() }) }`;
  if (index % 2 === 0)
    return `{ ${filled}, details: { type: "object", properties: { thingId: { type: "string" }, count${index}: { type: "number" } }, required: ["thingId"] } }`;
  return `{ ${facts}, message: "That did not work." }`;
}

function argumentsOf(index: number, size: ContractSize): string {
  return index < size.zodCodes || index % 2 === 0 ? `{ thingId: "t", count${index}: 1 }` : "";
}
