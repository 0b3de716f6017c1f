import type { AnyContract, Condition, ContractFault, JsonSchema } from "../../contract/index.ts";
import { ContractError, conditions } from "../../contract/index.ts";
import type { RaiseCondition } from "../request/index.ts";
import { conditionField, type FieldError, fieldDetails, isFieldList } from "./field-error.ts";

/** Shapes field errors as the details of the contract's code. */
export type ShapeFieldErrors = (fields: readonly FieldError[]) => unknown;

type Values = Readonly<Record<string, unknown>>;

/** One example of every value that the boundary can supply, to check that it can fill a code's details. */
const sampleValues: Values = {
  fields: [{ field: "name", location: "body", code: "required", message: "This field is required." }],
  ...{ method: "GET", allow: ["GET"], accepted: ["application/json"] },
  ...{ maxBytes: 1, position: 0, line: 1, column: 1, problem: "The body is not valid JSON at line 1, column 1." },
};

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
      raise(condition, sampleValues);
    } catch (cause) {
      faults.push({
        rule: "ERRATA_CONDITION_DETAILS",
        code: contract.conditions[condition],
        path: ["conditions", condition],
        expected: "a code whose details the boundary can fill",
        received: String(cause instanceof Error ? cause.message : cause).slice(0, 200),
        fix: "Make those details optional, map the condition to another code, or pass `fieldErrors` to the boundary.",
      });
    }
  }
  if (faults.length > 0) throw new ContractError(contract.name, faults);
}

/** Returns the values that the code declares as details; undefined if it declares none of them. */
function declaredOf(schema: JsonSchema | undefined, values: Values): unknown {
  const properties = schema?.properties;
  if (typeof properties !== "object" || properties === null) return undefined;
  const declared = Object.entries(values).filter(([name]) => Object.hasOwn(properties, name));
  return declared.length === 0 ? undefined : Object.fromEntries(declared);
}
