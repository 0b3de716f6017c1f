import { ContractError, type ContractFault, contract, isKind, kinds } from "../../contract/index.ts";
import { open } from "./contract-of.ts";

/** A definition as it is built, with members that can be removed. */
export type Draft = Record<string, unknown> & { readonly errors: Record<string, Record<string, unknown>> };

/** A change that was needed for the contract to load. */
export interface Repair {
  /** Code that it concerns; undefined for the whole contract. */
  readonly code: string | undefined;
  /** The change, as one sentence. */
  readonly text: string;
}

/**
 * Changes a draft until it loads: sources are not written for the rules of contracts. Open statuses count as those of their
 * kinds. What cannot be changed is left to the loader.
 */
export function repair(draft: Draft): readonly Repair[] {
  const repairs: Repair[] = [];
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const done = faultsOf(draft).flatMap((fault) => fix(draft, fault) ?? []);
    if (done.length === 0) return repairs;
    repairs.push(...done);
  }
  return repairs;
}

const maxAttempts = 10;

function faultsOf(draft: Draft): readonly ContractFault[] {
  const errors = Object.fromEntries(
    Object.entries(draft.errors).map(([code, entry]) => {
      const kind = String(entry.kind);
      return [code, entry.status === open ? { ...entry, status: isKind(kind) ? kinds[kind].status : 500 } : entry];
    }),
  );
  try {
    contract({ ...draft, errors } as never);
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.faults;
    throw error;
  }
}

function fix(draft: Draft, { rule, path, code, expected, received }: ContractFault): Repair | undefined {
  if (rule.endsWith("CONDITION_AMBIGUOUS")) {
    const condition = /condition "(\w+)"/.exec(expected)?.[1];
    const chosen = Object.keys(draft.errors).find((one) => received.split(/[",\s]+/).includes(one));
    const conditions = (draft.conditions ?? {}) as Readonly<Record<string, string>>;
    if (condition === undefined || chosen === undefined || conditions[condition] !== undefined) return undefined;
    draft.conditions = { ...conditions, [condition]: chosen };
    return {
      code: chosen,
      text: `${chosen} is used for the condition ${condition}, because several codes are of its kind.`,
    };
  }
  const member = code === undefined ? path[0] : path[2];
  if (code === undefined || typeof member !== "string" || ["kind", "when", "message", "status"].includes(member))
    return undefined;
  const entry = draft.errors[code];
  if (entry?.[member] === undefined) return undefined;
  delete entry[member];
  return { code, text: `${member} of ${code} was left out: expected ${expected}, received ${received}.` };
}
