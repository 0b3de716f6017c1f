/** Says whose books an operation writes: the unit, the clock and the house rule for overruns. */
export interface Ledger {
  readonly unit: string;
  readonly clock: () => number;
  readonly overrun: Overrun;
}

/**
 * Says what happens when work cost more than was reserved: `cap` charges the reserved amount and no more;
 * `debit_or_cap` charges the excess too, when the whole of it is available, and else caps.
 */
export type Overrun = "cap" | "debit_or_cap";
