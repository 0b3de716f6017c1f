import type { AnyContract, Entry, Operation } from "../../contract/index.ts";
import { compileEnvelope, type Envelope, type Envelopes, envelopesOf } from "../../envelope/index.ts";

/** Everything about a contract that many pages need, computed once. */
export interface ContractIndex {
  readonly envelopes: Envelopes;
  readonly problem: Envelope;
  /** The operations that can return a code. */
  readonly operations: ReadonlyMap<string, readonly Operation[]>;
  /** The position of each operation in the contract, by name. */
  readonly operationNumbers: ReadonlyMap<string, number>;
  /** The operations by method and number of segments, those with fewer parameters first. */
  readonly operationsByShape: ReadonlyMap<string, readonly Operation[]>;
  /** The codes that the API declares itself, by kind and by status. */
  readonly byKind: ReadonlyMap<string, readonly Entry[]>;
  readonly byStatus: ReadonlyMap<string, readonly Entry[]>;
}

const indexes = new WeakMap<AnyContract, ContractIndex>();

/** Returns the index of a contract, which is created at the first call. */
export function indexOf(contract: AnyContract): ContractIndex {
  const index = indexes.get(contract) ?? createIndex(contract);
  indexes.set(contract, index);
  return index;
}

/** Returns the key of `operationsByShape`. */
export function shapeOf(method: string, path: string): string {
  return `${method} ${path.split("/").length}`;
}

function createIndex(contract: AnyContract): ContractIndex {
  const own = [...contract.entries.values()].filter(({ condition }) => condition === undefined);
  const pairs = [...contract.operations.values()].flatMap((operation) =>
    operation.codes.map((code) => ({ code, operation })),
  );
  const operations = groupBy(pairs, ({ code }) => code);
  return {
    envelopes: envelopesOf(contract),
    problem: compileEnvelope("problem+json", { name: contract.name }),
    operations: new Map([...operations].map(([code, group]) => [code, group.map(({ operation }) => operation)])),
    operationNumbers: new Map([...contract.operations.keys()].map((name, index) => [name, index])),
    operationsByShape: groupBy(
      [...contract.operations.values()].sort((a, b) => a.path.split("{").length - b.path.split("{").length),
      ({ method, path }) => shapeOf(method, path),
    ),
    byKind: groupBy(own, ({ kind }) => kind),
    byStatus: groupBy(own, ({ status }) => String(status)),
  };
}

/** Groups items by a key, in the order of their first item. */
export function groupBy<Key extends string, Item>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
