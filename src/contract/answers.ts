import type { Condition } from "./condition.ts";
import { conditions } from "./condition.ts";
import type { ContractDefinition } from "./contract-definition.ts";
import type { Kind } from "./kind.ts";

/** Conditions that a contract answers with its only code of a kind, unless it says otherwise. */
export const answeredByKind: Readonly<Partial<Record<Condition, Kind>>> = {
  internal: "internal",
  invalid_request: "validation_failed",
};

/** Names the code that answers a condition which a contract maps to none of its own, written as the contract writes its codes. */
export function defaultCode(condition: Condition, codes: readonly string[]): string {
  const { code } = conditions[condition];
  const isLowerCase = codes.length > 0 && codes.every((own) => own === own.toLowerCase());
  return isLowerCase ? code.toLowerCase() : code;
}

/** Finds the code that answers each condition: the one stated, else the only one of its kind, else the default. */
export function answersOf(definition: ContractDefinition): Record<Condition, string> {
  const codes = Object.keys(definition.errors);
  const answers = (Object.keys(conditions) as Condition[]).map((condition) => {
    const stated = definition.conditions?.[condition];
    return [condition, stated ?? soleOf(condition, definition) ?? defaultCode(condition, codes)];
  });
  return Object.fromEntries(answers) as Record<Condition, string>;
}

function soleOf(condition: Condition, { errors }: ContractDefinition): string | undefined {
  const kind = answeredByKind[condition];
  if (kind === undefined) return undefined;
  const codes = Object.keys(errors).filter((code) => errors[code]?.kind === kind);
  return codes.length === 1 ? codes[0] : undefined;
}
