import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { ContractDefinition } from "../contract-definition.ts";
import type { ContractFault } from "../contract-fault.ts";
import { quote } from "../contract-fault.ts";
import type { StandardSchema } from "../details.ts";
import { toJsonSchema } from "../details.ts";
import type { ErrorDefinition } from "../entry.ts";
import type { JsonSchema } from "../json.ts";

/** Annotations of OpenAPI, which say nothing about what is valid. */
const annotations = ["example", "externalDocs", "xml", "discriminator"];

/**
 * Gives a definition whose JSON Schema details can validate, as a schema library's can. In production it stays as it is:
 * there, details are not validated.
 *
 * @returns with a fault for each JSON Schema that is none
 */
export function validatingDetails(definition: ContractDefinition): {
  readonly definition: ContractDefinition;
  readonly faults: readonly ContractFault[];
} {
  if (process.env.NODE_ENV === "production") return { definition, faults: [] };
  const faults: ContractFault[] = [];
  const ajv = validator();
  const errors = Object.entries(definition.errors).map(([code, entry]): [string, ErrorDefinition] => {
    if (entry.details === undefined) return [code, entry];
    const schema = toJsonSchema(entry.details) ?? {};
    try {
      return [code, { ...entry, details: standardSchema(schema, compile(ajv, schema)) }];
    } catch (error) {
      faults.push(schemaFault(code, error));
      return [code, entry];
    }
  });
  return { definition: { ...definition, errors: Object.fromEntries(errors) }, faults };
}

function validator(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    // A misspelt keyword is a mistake; the other strict rules are matters of taste.
    strictSchema: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    validateFormats: false,
    addUsedSchema: false,
  });
  ajv.addVocabulary(annotations);
  return ajv;
}

function compile(ajv: Ajv2020, schema: JsonSchema): ValidateFunction {
  for (const keyword of extensions(schema)) if (ajv.getKeyword(keyword) === false) ajv.addKeyword(keyword);
  return ajv.compile(schema);
}

/** Lists the keywords that begin with `x-`, which anybody may add. */
function extensions(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key.startsWith("x-") ? [key] : []),
    ...extensions(value),
  ]);
}

function standardSchema(schema: JsonSchema, validate: ValidateFunction): StandardSchema {
  return {
    "~standard": {
      version: 1,
      vendor: "json-schema",
      validate: (value) => {
        if (validate(value)) return {};
        const issues = (validate.errors ?? []).map(({ instancePath, message = "does not fit", params }) => ({
          message: "additionalProperty" in params ? `${message}: ${String(params.additionalProperty)}` : message,
          path: instancePath.split("/").slice(1),
        }));
        return { issues };
      },
      jsonSchema: { output: () => schema },
    },
  };
}

function schemaFault(code: string, error: unknown): ContractFault {
  return {
    rule: "ERRATA_CONTRACT_DETAILS_INVALID",
    code,
    path: ["errors", code, "details"],
    expected: "JSON Schema of draft 2020-12",
    received: quote(error instanceof Error ? error.message : String(error)),
    mend: "Correct the schema; keywords of your own begin with x-.",
  };
}
