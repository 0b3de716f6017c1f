import type { Kind } from "../contract/index.ts";

/** One step into a body: a member, a place in a list, or the element of a list whose members have these values. */
export type BodyStep = string | number | Readonly<Record<string, unknown>>;

/** Where a body keeps one fact. */
export interface BodyPath {
  /** `code`, `message`, `details`, `details.field`, `requestId`, `kind`, `docsUrl`, `title`; within a list `item`, `item.field`. */
  readonly fact: string;
  readonly path: readonly BodyStep[];
  /** The value that stands for an absent fact. */
  readonly absent?: unknown;
  /** Members that are no part of the fact: those beside spread details. */
  readonly except?: readonly string[];
  /** Where each element of a list keeps what the fact's element is made of. */
  readonly each?: readonly BodyPath[];
  /** Whether a namespace may stand before the value, and an address behind it. */
  readonly isShape?: boolean;
}

/** One envelope, as far as a reader needs it: plain data, derived from the contract's template. */
export interface BodyMap {
  /** Constants by which a body of this envelope is recognised. */
  readonly fixed?: readonly { readonly path: readonly BodyStep[]; readonly value: unknown }[];
  /** Exact places before others: what is found first stays. */
  readonly places: readonly BodyPath[];
  /** Kinds by their names on the wire, where a name stands for one kind only. */
  readonly kindNames?: Readonly<Record<string, Kind>>;
}
