import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { ContractFault } from "../contract-fault.ts";
import { quote } from "../contract-fault.ts";
import type { StandardSchema } from "../details.ts";
import { toJsonSchema } from "../details.ts";
import type { JsonSchema } from "../json.ts";
import { member, members } from "../member.ts";
import { isPlainObject } from "../snapshot.ts";

/** Annotations of OpenAPI, which say nothing about what is valid. */
const annotations = ["example", "externalDocs", "xml", "discriminator"];

/** What the details of a definition became. */
export interface ValidatingDetails {
  /** By code; in production none, as details are not validated there. */
  readonly schemas: ReadonlyMap<string, StandardSchema>;
  /** One for each JSON Schema that is none. */
  readonly faults: readonly ContractFault[];
}

/** Makes schemas that can validate, as a library's can, of the JSON Schema in a definition of any shape. */
export function validatingDetails(definition: unknown): ValidatingDetails {
  const schemas = new Map<string, StandardSchema>();
  const faults: ContractFault[] = [];
  if (process.env.NODE_ENV === "production") return { schemas, faults };
  const compile = compiler();
  for (const [code, entry] of members(member(definition, "errors"))) {
    const details = member(entry, "details");
    if (!isPlainObject(details) && typeof details !== "boolean") continue;
    const schema = toJsonSchema(details as JsonSchema | boolean) ?? {};
    try {
      schemas.set(code, standardSchema(schema, compile(schema)));
    } catch (error) {
      faults.push(schemaFault(code, error));
    }
  }
  return { schemas, faults };
}

function compiler(): (schema: JsonSchema) => ValidateFunction {
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
  const known = new Set<string>();
  return (schema) => {
    for (const keyword of [...annotations, ...extensions(schema)]) {
      if (!known.has(keyword)) ajv.addKeyword(keyword);
      known.add(keyword);
    }
    return ajv.compile(schema);
  };
}

/** Lists the keywords that begin with `x-`, which anybody may add. */
function extensions(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const inner = extensions(value);
    return key.startsWith("x-") ? [key, ...inner] : inner;
  });
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
    fix: "Correct the schema; keywords of your own begin with x-.",
  };
}
