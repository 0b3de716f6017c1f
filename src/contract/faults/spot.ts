import type { ContractFault } from "../contract-fault.ts";
import { quote } from "../contract-fault.ts";

/** What a fault says beyond its place. */
export interface FaultText {
  readonly expected: string;
  /** What was found instead; quoted by `spot.fault`. */
  readonly received: unknown;
  /** An imperative sentence. */
  readonly fix: string;
}

/** A place in a definition, at which faults are noted. */
export interface Spot {
  readonly path: readonly (string | number)[];
  /** The code whose entry the place belongs to. */
  readonly code: string | undefined;
  /** Gives the place of a member. */
  at(step: string | number): Spot;
  /** Gives the same place as part of a code's entry. */
  of(code: string): Spot;
  /** Notes a fault here. @param rule name of the rule without its prefix `ERRATA_CONTRACT_` */
  fault(rule: string, text: FaultText): void;
}

/** Gives the place of a whole definition. @param faults takes what is noted */
export function rootSpot(faults: ContractFault[]): Spot {
  return spot(faults, [], undefined);
}

function spot(faults: ContractFault[], path: readonly (string | number)[], code: string | undefined): Spot {
  return {
    path,
    code,
    at: (step) => spot(faults, [...path, step], code),
    of: (owner) => spot(faults, path, owner),
    fault(rule, { expected, received, fix }) {
      const about = code === undefined ? {} : { code };
      faults.push({ rule: `ERRATA_CONTRACT_${rule}`, ...about, path, expected, received: quote(received), fix });
    },
  };
}
