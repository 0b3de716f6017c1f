/** Size of a generated contract. */
export interface ContractSize {
  readonly codes: number;
  readonly operations: number;
  readonly codesPerOperation: number;
  /** Number of codes with Zod details. Every second one of the others has JSON Schema. */
  readonly zodCodes: number;
}

const kinds = ["not_found", "invalid_state", "already_exists", "invalid_value", "rate_limited"];

/** Returns the source of a minimal contract that imports the same libraries, as the baseline. */
export function minimalSource(): string {
  return `import { contract } from "errata";
import { z } from "zod";

export const api = contract({
  name: "minimal",
  version: "1.0.0",
  errors: {
    INTERNAL_ERROR: { kind: "internal", when: "An unexpected failure.", message: "Internal server error." },
    GONE: { kind: "not_found", when: "No thing has this id.", message: "{id} was not found.", details: z.object({ id: z.string() }) },
  },
  operations: { "GET /one/{id}": ["GONE"] },
  always: ["INTERNAL_ERROR"],
});

throw api.operation("GET /one/{id}").GONE({ id: "1" });
`;
}

/** Returns the source of a large contract that creates an error of every code and uses every operation. */
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
    INTERNAL_ERROR: { kind: "internal", when: "An unexpected failure.", message: "Internal server error." },
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
  const common = `kind: "${kind}", when: "Condition ${index} of the generated contract is met."`;
  const filled = `${common}, message: "Thing {thingId} has {count${index}, number} of them."`;
  if (index < size.zodCodes)
    return `{ ${filled}, details: z.object({ thingId: z.string(), count${index}: z.number(), note: z.string().optional() }) }`;
  if (index % 2 === 0)
    return `{ ${filled}, details: { type: "object", properties: { thingId: { type: "string" }, count${index}: { type: "number" } }, required: ["thingId"] } }`;
  return `{ ${common}, message: "The request failed." }`;
}

function argumentsOf(index: number, size: ContractSize): string {
  return index < size.zodCodes || index % 2 === 0 ? `{ thingId: "t", count${index}: 1 }` : "";
}
