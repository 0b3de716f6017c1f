import { schemaMerger } from "../contract/details/schema-shape.ts";
import { requireContract } from "../contract/faults/arguments.ts";
import type { AnyContract, Entry, Json } from "../contract/index.ts";
import { ContractError } from "../contract/index.ts";
import { type CompiledEnvelope, compileDeclaration, describedEnvelope } from "./compile-envelope.ts";
import type { Envelope, WireEnvelope } from "./envelope.ts";
import type { FaultList, FaultPath, ObjectNode } from "./template/index.ts";
import { declaredKeys, faultList, partsOf } from "./template/index.ts";

/** The compiled envelopes of a contract. */
export interface Envelopes<Of extends WireEnvelope = Envelope> {
  /** Returns the envelope of one code. */
  of(entry: Entry): Of;
  /** The envelope of codes that do not name one, or of every code in a unified contract. Also wraps successful responses. */
  readonly main: Of;
}

/**
 * Compiles every envelope of a contract: the main one, those in `envelopes`, the built-in ones that codes name, and
 * `unified`.
 *
 * @throws ContractError with every fault of the templates, and every code whose details a template would lose
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { envelopesOf } from "errata/envelope";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   envelope: "success-error",
 *   errors: { GONE: { kind: "not_found", when: "No order has the id.", message: "Order not found.", envelope: "fastapi" } },
 * });
 * const { main, of } = envelopesOf(shop);
 * main.success({ id: "ord_1" }); // { success: true, data: { id: "ord_1" } }
 * of(shop.error.GONE.entry).name; // "fastapi"
 * ```
 */
export function envelopesOf(contract: AnyContract): Envelopes {
  requireContract("envelopesOf", contract);
  return compileAll(contract, describedEnvelope);
}

/**
 * Compiles every envelope of a contract like `envelopesOf`, without schemas and examples, which are a fifth of a server's
 * bundle.
 *
 * @throws ContractError with every fault of the templates, and every code whose details a template would lose
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { wireEnvelopesOf } from "errata/envelope";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   envelope: "fastapi",
 *   errors: { GONE: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 * });
 * const { entry } = shop.error.GONE;
 * wireEnvelopesOf(shop).of(entry).renderer(entry)({}); // {"detail":"Order not found."}
 * ```
 */
export function wireEnvelopesOf(contract: AnyContract): Envelopes<WireEnvelope> {
  requireContract("wireEnvelopesOf", contract);
  return compileAll(contract, ({ envelope }) => envelope);
}

interface Completed<Of> extends CompiledEnvelope {
  readonly complete: Of;
}

function compileAll<Of extends WireEnvelope>(
  contract: AnyContract,
  complete: (compiled: CompiledEnvelope) => Of,
): Envelopes<Of> {
  const faults = faultList();
  const byName = new Map<string, Completed<Of>>();
  const compile = (declaration: Json, path: FaultPath): Completed<Of> => {
    const cached = typeof declaration === "string" ? byName.get(declaration) : undefined;
    if (cached !== undefined) return cached;
    const { name, envelopes } = contract;
    const partial = compileDeclaration(declaration, { name, envelopes, api: name }, path, faults);
    const compiled = { ...partial, complete: complete(partial) };
    if (typeof declaration === "string") byName.set(declaration, compiled);
    return compiled;
  };
  const main = compile(contract.envelope, ["envelope"]);
  const unified = contract.unified === undefined ? undefined : compile(contract.unified, ["unified"]);
  for (const name of Object.keys(contract.envelopes)) compile(name, ["envelopes", name]);
  for (const entry of contract.entries.values()) {
    const { failure } =
      entry.envelope === undefined ? main : compile(entry.envelope, ["errors", entry.code, "envelope"]);
    checkSpreads(entry, failure, faults);
    if (unified !== undefined) checkSpreads(entry, unified.failure, faults);
  }
  if (faults.faults.length > 0) throw new ContractError(contract.name, faults.faults);
  if (unified !== undefined) {
    const only: Of = { ...unified.complete, success: main.envelope.success };
    return { main: only, of: () => only };
  }
  return {
    main: main.complete,
    of: ({ envelope }) => (envelope === undefined ? undefined : byName.get(envelope)?.complete) ?? main.complete,
  };
}

/** Reports details that a spread would lose: members that the template declares, and details that are not an object. */
function checkSpreads({ code, details }: Entry, failure: ObjectNode, faults: FaultList): void {
  if (details === undefined) return;
  const path = ["errors", code, "details"];
  for (const part of partsOf(failure)) {
    if (part.type !== "object") continue;
    const spread = part.members.find((member) => member.type === "spread");
    if (spread?.source !== "details" || spread.fallbackKey !== undefined) continue;
    const alternative = 'write the spread as "...details", which sends such details whole under "details".';
    const { type, properties } = schemaMerger(details)(details);
    if (type !== undefined && type !== "object") {
      const fix = `Make the details an object, or ${alternative}`;
      faults.add("SPREAD_TYPE", path, { expected: "details that are an object", received: type, fix });
    }
    const declared = declaredKeys(part);
    for (const key of Object.keys(properties).filter((name) => declared.has(name))) {
      const fix = `Rename the detail, or ${alternative}`;
      const expected = "a name that the envelope does not use";
      faults.add("SPREAD_CLASH", [...path, key], { expected, received: key, fix });
    }
  }
}
