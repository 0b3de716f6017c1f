import { requireContract } from "../../contract/faults/arguments.ts";
import type { AnyContract, Entry, Kind, Remedy } from "../../contract/index.ts";
import { kinds } from "../../contract/index.ts";
import type { Envelope } from "../../envelope/index.ts";
import { envelopesOf } from "../../envelope/index.ts";
import type { AnyApi, ApiOf } from "../api.ts";
import type { CodeMetadata, ContractMetadata, KindDefaults } from "../metadata.ts";
import { parseKnownFormats, statusKinds } from "../parse/index.ts";
import { bodyMapOf, envelopeShapeOf } from "./body-map-of.ts";
import { withBodyMaps } from "./with-body-maps.ts";

/**
 * Returns the metadata that a client needs of a contract. They can be written as JSON. If they have `bodies`, the result
 * also parses those; metadata read from JSON do so after `withBodyMaps`.
 *
 * @throws ContractError if the contract's envelopes have faults
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { client, contractMetadata } from "errata/client";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const api = client({ baseUrl: "https://shop.example", metadata: contractMetadata(shop) });
 * ```
 */
export function contractMetadata<Of extends AnyContract>(
  contract: Of,
): ContractMetadata<ApiOf<Of> extends AnyApi ? ApiOf<Of> : AnyApi> {
  requireContract("contractMetadata", contract);
  const entries = [...contract.entries.values()];
  const usedKinds = new Set(entries.map(({ kind }) => kind));
  const impliedKinds = statusKinds();
  const listedKinds = (Object.keys(kinds) as Kind[]).filter((kind) => usedKinds.has(kind) || impliedKinds.has(kind));
  const docsUrl = docsUrlPrefix(entries);
  const keyed = [...contract.operations.values()]
    .filter(({ idempotencyKey }) => idempotencyKey)
    .map(({ name }) => name);
  const declarations = envelopeDeclarations(contract, entries);
  const metadata = {
    codes: Object.fromEntries(entries.map((entry) => [entry.code, codeMetadata(entry, docsUrl)])),
    kinds: Object.fromEntries(listedKinds.map((kind) => [kind, kindDefaults(kind)])),
    ...(docsUrl !== undefined && { docsUrl }),
    ...(keyed.length > 0 && { keyed }),
    envelopes: declarations.map((declaration) => envelopeShapeOf(declaration, contract)),
  };
  const envelopes = envelopesOf(contract);
  if (entries.every((entry) => isReadable(entry, envelopes.of(entry)))) return metadata;
  return withBodyMaps({ ...metadata, bodies: declarations.map((declaration) => bodyMapOf(declaration, contract)) });
}

function kindDefaults(kind: Kind): KindDefaults {
  const { retry, effect, remedy } = kinds[kind];
  return { retry, effect, remedy };
}

/** Returns the kind, or everything in which the code differs from it. */
function codeMetadata(entry: Entry, docsUrlPrefix: string | undefined): Kind | CodeMetadata {
  const { code, kind, retry, effect, remedy, parent, docsUrl, limitScope } = entry;
  const defaults = kinds[kind];
  const differences = {
    ...(retry !== defaults.retry && { retry }),
    ...(effect !== defaults.effect && { effect }),
    ...(!isSameRemedy(remedy, defaults.remedy) && { remedy }),
    ...(parent !== undefined && { parent }),
    ...(docsUrl !== undefined && docsUrl !== `${docsUrlPrefix}${code}` && { docsUrl }),
    ...(limitScope === "credential" && { limitScope }),
  };
  return Object.keys(differences).length === 0 ? kind : { kind, ...differences };
}

function isSameRemedy(one: Remedy, other: Remedy): boolean {
  return one.action === other.action && one.actor === other.actor && one.text === other.text && one.url === other.url;
}

/** Returns the prefix of the first page. Pages with another prefix are listed with their code. */
function docsUrlPrefix(entries: readonly Entry[]): string | undefined {
  const entry = entries.find(({ code, docsUrl }) => docsUrl?.endsWith(code));
  return entry?.docsUrl?.slice(0, -entry.code.length);
}

function envelopeDeclarations(contract: AnyContract, entries: readonly Entry[]): AnyContract["envelope"][] {
  if (contract.unified !== undefined) return [contract.unified];
  return [contract.envelope, ...new Set(entries.flatMap(({ envelope }) => envelope ?? []))];
}

/** Details that are hard to parse: their names mean something elsewhere in a body. */
const misleading = {
  code: "OTHER",
  message: "other",
  details: { code: "x" },
  errors: [{ code: "x" }],
  param: "field",
  a: 1,
};

/** Returns whether the generic parser reads everything in an envelope exactly, so that no map is needed. */
function isReadable(entry: Entry, envelope: Envelope): boolean {
  const samples = [undefined, {}, ...(entry.details === undefined ? [] : [{ a: 1 }, misleading, [misleading]])];
  return samples.every((details) => {
    const body = envelope.renderer(entry)({ message: "A message.", details, requestId: "req-1" });
    const expected = envelope.parse(entry.status, body);
    const parsed = parseKnownFormats(JSON.parse(body), entry.status);
    return (
      parsed.code === expected?.code &&
      parsed.message === expected?.message &&
      parsed.requestId === expected?.requestId &&
      JSON.stringify([parsed.details]) === JSON.stringify([expected?.details]) &&
      expected?.docsUrl === undefined
    );
  });
}
