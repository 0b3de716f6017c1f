import type { AnyContract, Entry, Kind, Remedy } from "../contract/index.ts";
import { kinds } from "../contract/index.ts";
import type { Envelope } from "../envelope/index.ts";
import { envelopesOf } from "../envelope/index.ts";
import type { AnyApi, ApiOf } from "./api.ts";
import { bodyMapOf } from "./body-map-of.ts";
import type { CodeMetadata, ContractMetadata, KindDefaults } from "./contract-metadata-types.ts";
import { usualKinds } from "./kind-of-status.ts";
import { readForeign } from "./read-foreign.ts";
import { withBodyMaps } from "./with-body-maps.ts";

/**
 * Draws from a contract what a client needs of it. What can be written as JSON is the whole of it, but for APIs that
 * have `bodies`: there the result also reads them, which written metadata do once they are given to `withBodyMaps`.
 */
export function contractMetadata<Of extends AnyContract>(
  contract: Of,
): ContractMetadata<ApiOf<Of> extends AnyApi ? ApiOf<Of> : AnyApi> {
  const entries = [...contract.entries.values()];
  const used = new Set(entries.map(({ kind }) => kind));
  const told = (Object.keys(kinds) as Kind[]).filter((kind) => used.has(kind) || usualKinds.includes(kind as never));
  const prefix = prefixOf(entries);
  const keyed = [...contract.operations.values()]
    .filter(({ idempotencyKey }) => idempotencyKey)
    .map(({ name }) => name);
  const metadata = {
    codes: Object.fromEntries(entries.map((entry) => [entry.code, codeFacts(entry, prefix)])),
    kinds: Object.fromEntries(told.map((kind) => [kind, kindDefaults(kind)])),
    ...(prefix !== undefined && { docsUrl: prefix }),
    ...(keyed.length > 0 && { keyed }),
  };
  const bodies = bodiesOf(contract, entries);
  return bodies.length > 0 ? withBodyMaps({ ...metadata, bodies }) : metadata;
}

function kindDefaults(kind: Kind): KindDefaults {
  const { retry, effect, remedy } = kinds[kind];
  return { retry, effect, remedy };
}

function codeFacts(
  { code, kind, retry, effect, remedy, parent, docsUrl }: Entry,
  prefix: string | undefined,
): Kind | CodeMetadata {
  const defaults = kinds[kind];
  const own = {
    ...(retry !== defaults.retry && { retry }),
    ...(effect !== defaults.effect && { effect }),
    ...(!isSameRemedy(remedy, defaults.remedy) && { remedy }),
    ...(parent !== undefined && { parent }),
    ...(docsUrl !== undefined && docsUrl !== `${prefix}${code}` && { docsUrl }),
  };
  return Object.keys(own).length === 0 ? kind : { kind, ...own };
}

function isSameRemedy(one: Remedy, other: Remedy): boolean {
  return one.action === other.action && one.actor === other.actor && one.text === other.text && one.url === other.url;
}

/** The prefix that the first page's address shows; pages with another are written out. */
function prefixOf(entries: readonly Entry[]): string | undefined {
  const found = entries.find(({ code, docsUrl }) => docsUrl?.endsWith(code));
  return found?.docsUrl?.slice(0, -found.code.length);
}

/** Draws maps only where the reader of all published forms would read anything otherwise. */
function bodiesOf(contract: AnyContract, entries: readonly Entry[]): ReturnType<typeof bodyMapOf>[] {
  const envelopes = envelopesOf(contract);
  if (entries.every((entry) => isReadable(entry, envelopes.of(entry)))) return [];
  const others = new Set(entries.flatMap(({ envelope }) => envelope ?? []));
  const declarations = contract.unified === undefined ? [contract.envelope, ...others] : [contract.unified];
  return declarations.map((declaration) => bodyMapOf(declaration, contract));
}

/** Details that try to mislead the reader: names that mean something elsewhere. */
const misleading = {
  code: "OTHER",
  message: "other",
  details: { code: "x" },
  errors: [{ code: "x" }],
  param: "field",
  a: 1,
};

function isReadable(entry: Entry, envelope: Envelope): boolean {
  const samples = [undefined, {}, ...(entry.details === undefined ? [] : [misleading, [misleading]])];
  return samples.every((details) => {
    const body = envelope.renderer(entry)({ message: "A message.", details, requestId: "req-1" });
    const expected = envelope.parse(entry.status, body);
    const { code, message, details: read, requestId } = readForeign(JSON.parse(body), entry.status);
    const isSame = JSON.stringify([expected?.details]) === JSON.stringify([read]);
    return (
      code === expected?.code &&
      message === expected?.message &&
      requestId === expected?.requestId &&
      isSame &&
      expected?.docsUrl === undefined
    );
  });
}
