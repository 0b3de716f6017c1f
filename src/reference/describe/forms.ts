import type { AnyContract, Entry, Json } from "../../contract/index.ts";
import type { Envelope } from "../../envelope/index.ts";
import { indexOf } from "./contract-index.ts";

/** One shape of error bodies. */
export interface Form {
  readonly mediaType: string;
  readonly entries: readonly Entry[];
  /** A body of one of the codes. */
  readonly example: Json;
}

/** Returns the shapes of an API's error bodies, with the codes that use each. */
export function formsOf(contract: AnyContract): readonly Form[] {
  const envelopes = indexOf(contract).envelopes;
  const groups = new Map<Envelope, Entry[]>();
  for (const entry of contract.entries.values()) {
    const envelope = envelopes.of(entry);
    groups.set(envelope, [...(groups.get(envelope) ?? []), entry]);
  }
  return [...groups].map(([envelope, entries]) => ({
    mediaType: envelope.mediaType,
    entries,
    example: entries[0] === undefined ? null : envelope.example(entries.find(({ details }) => details) ?? entries[0]),
  }));
}

/** Returns the statuses of an API in ascending order, with their codes. */
export function statusesOf({ entries }: AnyContract): readonly (readonly [number, readonly Entry[]])[] {
  const byStatus = new Map<number, Entry[]>();
  for (const entry of entries.values()) byStatus.set(entry.status, [...(byStatus.get(entry.status) ?? []), entry]);
  return [...byStatus].sort(([a], [b]) => a - b);
}
