import type { AnyContract, Condition, ContractFault, JsonSchema } from "../contract/index.ts";
import { ContractError, conditions } from "../contract/index.ts";
import type { FieldError } from "./field-error.ts";
import { detailsOfFields } from "./field-error.ts";
import type { RaiseCondition } from "./translate.ts";

/** Shapes field errors as the contract's details want them. */
export type ShapeFieldErrors = (fields: readonly FieldError[]) => unknown;

/** One value of every fact that the boundary can give, to try a contract's details with. */
const sample: Readonly<Record<string, unknown>> = {
  fields: [{ field: "name", location: "body", code: "required", message: "This field is required." }],
  ...{ method: "GET", allow: ["GET"], accepted: ["application/json"] },
  ...{ maxBytes: 1, position: 0, line: 1, column: 1 },
};

/** Makes the errors of a contract's conditions, giving each those facts that its code declares as details. */
export function raiseCondition(contract: AnyContract, fieldErrors?: ShapeFieldErrors): RaiseCondition {
  return (condition, facts = {}, options) => {
    const schema = contract.entries.get(contract.conditions[condition])?.details;
    const fields = condition === "invalid_request" && Array.isArray(facts.fields) ? facts.fields : undefined;
    const details = fields === undefined ? knownOf(schema, facts) : (fieldErrors ?? shapedBy(schema))(fields);
    return contract.raise(condition, details, options);
  };
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
        mend: "Make those details optional, map the condition to another code, or hand `fieldErrors` to the boundary.",
      });
    }
  }
  if (faults.length > 0) throw new ContractError(contract.name, faults);
}

function shapedBy(schema: JsonSchema | undefined): ShapeFieldErrors {
  return (fields) => detailsOfFields(schema, fields);
}

/** Those facts that the code declares as details. */
function knownOf(schema: JsonSchema | undefined, facts: Readonly<Record<string, unknown>>): unknown {
  const properties = schema?.properties;
  if (typeof properties !== "object" || properties === null) return undefined;
  const known = Object.entries(facts).filter(([name]) => Object.hasOwn(properties, name));
  return Object.fromEntries(known);
}
