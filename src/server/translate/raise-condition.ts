import { schemaMerger } from "../../contract/details/schema-shape.ts";
import type { AnyContract, Condition, ContractFault, JsonSchema } from "../../contract/index.ts";
import { ContractError, conditions } from "../../contract/index.ts";
import type { RaiseCondition } from "../request/index.ts";
import { conditionField, type FieldError, fieldDetails, isFieldList } from "./field-error.ts";

/** Shapes field errors as the details of the contract's code. */
export type ShapeFieldErrors = (fields: readonly FieldError[]) => unknown;

type Values = Readonly<Record<string, unknown>>;

/** Type and example of each value that the boundary can supply, to check that it can fill a code's details. */
const suppliedValues: Readonly<Record<string, readonly [type: string, example: unknown]>> = {
  problem: ["string", "The body is not valid JSON at line 1, column 1."],
  line: ["integer", 1],
  column: ["integer", 1],
  position: ["integer", 0],
  maxBytes: ["integer", 1],
  accepted: ["list of strings", ["application/json"]],
  allow: ["list of strings", ["GET"]],
  method: ["string", "GET"],
  fields: [
    "list of { field, location?, code, message }",
    [{ field: "name", location: "body", code: "required", message: "This field is required." }],
  ],
};

/** Values besides those that the default code of the condition declares. */
const otherValues: Readonly<Partial<Record<Condition, readonly string[]>>> = {
  malformed_request: ["problem"],
  invalid_request: ["fields"],
  method_not_allowed: ["method"],
  request_timeout: ["problem"],
  length_required: ["problem"],
  body_too_large: ["problem"],
  unsupported_media: ["problem"],
  cancelled: ["problem"],
  not_implemented: ["method"],
};

/** Returns the names of the values that a condition supplies. */
function valuesOf(condition: Condition): readonly string[] {
  return [...Object.keys(conditions[condition].details?.properties ?? {}), ...(otherValues[condition] ?? [])];
}

/**
 * Creates the function that raises the contract's conditions. It fills the details that a code declares; a code whose
 * details are a list of field errors gets one that describes the condition.
 *
 * @throws ContractError with every condition whose code has details that the boundary cannot fill
 */
export function conditionRaiser(contract: AnyContract, shape: ShapeFieldErrors | undefined): RaiseCondition {
  const raise: RaiseCondition = (condition, values = {}, options) =>
    contract.raise(condition, detailsOf(contract, condition, values, shape), options);
  requireRaisable(contract, raise);
  return (condition, values, options) => {
    try {
      return raise(condition, values, options);
    } catch (cause) {
      // An error without its details must not become an exception inside the boundary.
      return raise("internal", {}, { cause, note: `raising ${condition} failed` });
    }
  };
}

function detailsOf(
  contract: AnyContract,
  condition: Condition,
  values: Values,
  shape: ShapeFieldErrors | undefined,
): unknown {
  const code = contract.conditions[condition];
  const schema = contract.entries.get(code)?.details;
  if (code !== contract.conditions.invalid_request && !isFieldList(schema)) return declaredOf(schema, values);
  const fields: readonly FieldError[] =
    condition === "invalid_request" && Array.isArray(values.fields)
      ? values.fields
      : [conditionField(condition, values)];
  return (shape === undefined ? fieldDetails(schema, fields) : shape(fields)) ?? declaredOf(schema, values);
}

/** Raises every condition once, so that a mistake is found when the service starts. */
function requireRaisable(contract: AnyContract, raise: RaiseCondition): void {
  const faults: ContractFault[] = [];
  for (const condition of Object.keys(conditions) as Condition[]) {
    try {
      raise(condition, Object.fromEntries(valuesOf(condition).map((name) => [name, suppliedValues[name]?.[1]])));
    } catch (cause) {
      const supplied = valuesOf(condition).map((name) => `${name} (${suppliedValues[name]?.[0]})`);
      faults.push({
        rule: "ERRATA_CONDITION_DETAILS",
        code: contract.conditions[condition],
        path: ["conditions", condition],
        expected: `a code whose required details \`${condition}\` supplies: ${supplied.join(", ") || "none"}`,
        received: String(cause instanceof Error ? cause.message : cause)
          .slice(0, 200)
          .replace(/\.$/, ""),
        fix: "Make those details optional, map the condition to another code, or pass `fieldErrors` to the boundary.",
      });
    }
  }
  if (faults.length > 0) throw new ContractError(contract.name, faults);
}

/** Returns the values that the code declares as details; undefined if it declares none of them. */
function declaredOf(schema: JsonSchema | undefined, values: Values): unknown {
  if (schema === undefined) return undefined;
  const { properties } = schemaMerger(schema)(schema);
  const declared = Object.entries(values).filter(([name]) => Object.hasOwn(properties, name));
  return declared.length === 0 ? undefined : Object.fromEntries(declared);
}
