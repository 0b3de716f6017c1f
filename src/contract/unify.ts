import type { AnyContract } from "./any-contract.ts";
import type { Json } from "./json.ts";

/**
 * Gives the same contract with every code answered in one envelope, as `unified` in its definition does. Errors of one are
 * errors of the other, so a service chooses when it starts, and serves both to callers who move from one to the other.
 *
 * @param envelope name of an envelope, or a template
 */
export function unify<Of extends AnyContract>(contract: Of, envelope: Json): Of {
  return { ...contract, unified: envelope, toJSON: () => ({ ...contract.toJSON(), unified: envelope }) };
}
