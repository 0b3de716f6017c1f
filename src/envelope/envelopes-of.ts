import type { AnyContract, Entry, Json } from "../contract/index.ts";
import { ContractError } from "../contract/index.ts";
import type { CompiledEnvelope } from "./compile-envelope.ts";
import { compileDeclaration } from "./compile-envelope.ts";
import type { Envelope } from "./envelope.ts";
import type { FaultList, FaultPath } from "./fault-list.ts";
import { faultList } from "./fault-list.ts";
import { findClash } from "./find-clash.ts";

/** The envelopes that a contract's codes use. */
export interface Envelopes {
  /** The envelope of one code. */
  of(entry: Entry): Envelope;
  /** The envelope of codes that name none, or of every code where the contract is unified; its success form is the API's. */
  readonly main: Envelope;
}

/**
 * Compiles every envelope of a contract: its main one, those under `envelopes`, the built-in ones that codes name, and the
 * one that answers every code where the contract is unified.
 *
 * @throws ContractError with every fault of the templates, and every code whose details a template cannot carry
 */
export function envelopesOf(contract: AnyContract): Envelopes {
  const faults = faultList();
  const { named, byName } = namedEnvelopes(contract, faults);
  const compile = (declaration: Json, path: FaultPath): CompiledEnvelope =>
    typeof declaration === "string" && Object.hasOwn(contract.envelopes, declaration)
      ? named(declaration, path)
      : compileDeclaration(declaration, surroundingsOf(contract), { path, faults });
  const main = compile(contract.envelope, ["envelope"]);
  const unified = contract.unified === undefined ? undefined : compile(contract.unified, ["unified"]);
  for (const name of Object.keys(contract.envelopes)) named(name, ["envelopes", name]);
  for (const entry of contract.entries.values()) {
    const path = ["errors", entry.code, "envelope"];
    const { failure } = entry.envelope === undefined ? main : named(entry.envelope, path);
    findClash(entry, failure, faults);
    if (unified !== undefined) findClash(entry, unified.failure, faults);
  }
  if (faults.faults.length > 0) throw new ContractError(contract.name, faults.faults);
  if (unified !== undefined) {
    const only: Envelope = { ...unified.envelope, success: main.envelope.success };
    return { main: only, of: () => only };
  }
  return {
    main: main.envelope,
    of: ({ envelope }) => (envelope === undefined ? undefined : byName.get(envelope)?.envelope) ?? main.envelope,
  };
}

interface Named {
  readonly byName: ReadonlyMap<string, CompiledEnvelope>;
  /** Compiles the envelope of a name, once. */
  named(name: string, path: FaultPath): CompiledEnvelope;
}

function namedEnvelopes(contract: AnyContract, faults: FaultList): Named {
  const byName = new Map<string, CompiledEnvelope>();
  return {
    byName,
    named: (name, path) => {
      const known = byName.get(name);
      if (known !== undefined) return known;
      const compiled = compileDeclaration(name, surroundingsOf(contract), { path, faults });
      byName.set(name, compiled);
      return compiled;
    },
  };
}

function surroundingsOf({ name, envelopes }: AnyContract): Parameters<typeof compileDeclaration>[1] {
  return { name, envelopes, api: name };
}
