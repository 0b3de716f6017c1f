import type { DetailsSchema } from "../details.ts";
import { isStandardSchema, toJsonSchema } from "../details.ts";
import type { JsonSchema } from "../json.ts";
import { isPlainObject } from "../snapshot.ts";
import type { Check } from "./checks.ts";
import { data } from "./checks.ts";
import type { Spot } from "./spot.ts";

const ways =
  "Use a current Zod 4 or ArkType 2, wrap a Valibot schema in toStandardJsonSchema of @valibot/to-json-schema, or write JSON Schema.";

/** Checks that a details schema is one, and that JSON Schema can be had of it. */
export const checkDetails: Check = (spot, value) => {
  if (isStandardSchema(value)) checkConversion(spot, value);
  else if (isPlainObject(value)) data(spot, value);
  else if (typeof value !== "boolean")
    spot.fault("DETAILS_INVALID", { expected: "a schema, or JSON Schema as an object", received: value, fix: ways });
};

/** Gives the JSON Schema of an entry's details; undefined where there are none, or none that can be read. */
export function readableDetails(value: unknown): JsonSchema | undefined {
  try {
    const isSchema = isStandardSchema(value) || isPlainObject(value) || typeof value === "boolean";
    return isSchema ? toJsonSchema(value as DetailsSchema) : undefined;
  } catch {
    return undefined;
  }
}

function checkConversion(
  spot: Spot,
  schema: DetailsSchema & { readonly "~standard": { readonly vendor: string } },
): void {
  const { vendor } = schema["~standard"];
  try {
    if (toJsonSchema(schema) !== undefined) return;
    const received = `a schema of ${vendor} without it`;
    spot.fault("DETAILS_WITHOUT_JSON_SCHEMA", { expected: "a schema that gives JSON Schema", received, fix: ways });
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error);
    const fix = "Use only types that JSON has, such as a string with a format instead of a date.";
    spot.fault("DETAILS_WITHOUT_JSON_SCHEMA", { expected: "details that JSON Schema can describe", received, fix });
  }
}
