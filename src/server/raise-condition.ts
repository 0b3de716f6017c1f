import type { AnyContract, Condition, ContractFault, JsonSchema } from "../contract/index.ts";
import { ContractError, conditions } from "../contract/index.ts";
import { conditionField } from "./condition-field.ts";
import type { FieldError } from "./field-error.ts";
import { detailsOfFields, isFieldList } from "./field-error.ts";
import type { RaiseCondition } from "./translate.ts";

/** Shapes field errors as the contract's details want them. */
export type ShapeFieldErrors = (fields: readonly FieldError[]) => unknown;

/** One value of every fact that the boundary can give, to try a contract's details with. */
const sample: Readonly<Record<string, unknown>> = {
  fields: [{ field: "name", location: "body", code: "required", message: "This field is required." }],
  ...{ method: "GET", allow: ["GET"], accepted: ["application/json"] },
  ...{ maxBytes: 1, position: 0, line: 1, column: 1, problem: "The body is not JSON from line 1, column 1." },
};

/**
 * Makes the errors of a contract's conditions, giving each those facts that its code declares as details. A code whose
 * details are a list of field errors gets one that says what was found.
 */
export function raiseCondition(contract: AnyContract, fieldErrors?: ShapeFieldErrors): RaiseCondition {
  const detailsOf = (condition: Condition, facts: Readonly<Record<string, unknown>>): unknown => {
    const code = contract.conditions[condition];
    const schema = contract.entries.get(code)?.details;
    const fields: readonly FieldError[] =
      condition === "invalid_request" && Array.isArray(facts.fields)
        ? facts.fields
        : [conditionField(condition, facts)];
    const takesFields = code === contract.conditions.invalid_request || isFieldList(schema);
    if (!takesFields) return knownOf(schema, facts);
    const shaped = fieldErrors === undefined ? detailsOfFields(schema, fields) : fieldErrors(fields);
    return shaped ?? knownOf(schema, facts);
  };
  return (condition, facts = {}, options) => contract.raise(condition, detailsOf(condition, facts), options);
}

/** Makes a raiser that never throws: a fact that is missing costs the code, not the answer. */
export function raiseOrInternal(raise: RaiseCondition): RaiseCondition {
  return (condition, facts, options) => {
    try {
      return raise(condition, facts, options);
    } catch (cause) {
      return raise("internal", {}, { cause, note: `raising ${condition} failed` });
    }
  };
}

/**
 * Tries every condition once, so that a code whose details the boundary cannot fill is found when the service starts.
 *
 * @throws ContractError with every such code
 */
export function requireRaisable(contract: AnyContract, raise: RaiseCondition): void {
  const faults: ContractFault[] = [];
  for (const condition of Object.keys(conditions) as Condition[]) {
    try {
      raise(condition, sample);
    } catch (cause) {
      faults.push({
        rule: "ERRATA_CONDITION_DETAILS",
        code: contract.conditions[condition],
        path: ["conditions", condition],
        expected: "a code whose details the boundary can fill from its facts",
        received: String(cause instanceof Error ? cause.message : cause).slice(0, 200),
        fix: "Make those details optional, map the condition to another code, or hand `fieldErrors` to the boundary.",
      });
    }
  }
  if (faults.length > 0) throw new ContractError(contract.name, faults);
}

/** Those facts that the code declares as details; undefined when it declares none of them. */
function knownOf(schema: JsonSchema | undefined, facts: Readonly<Record<string, unknown>>): unknown {
  const properties = schema?.properties;
  if (typeof properties !== "object" || properties === null) return undefined;
  const known = Object.entries(facts).filter(([name]) => Object.hasOwn(properties, name));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
