import { isMap, isScalar, parseDocument } from "yaml";
import { requireValue } from "../../contract/faults/arguments.ts";
import { isKind, kinds } from "../../contract/index.ts";
import { open } from "./contract-of.ts";

/** A contract whose open statuses were replaced by those of their kinds, so that everything else can be checked. */
export interface FilledContract {
  /** The text, in which every position is the same. */
  readonly text: string;
  /** Codes whose status is open. */
  readonly open: readonly string[];
}

/**
 * Replaces the open statuses of an adopted contract by those of their kinds.
 *
 * @param text a contract in YAML or JSON
 * @example
 * ```ts
 * import { fillOpenStatuses } from "errata/adopt";
 *
 * fillOpenStatuses("errors: { GONE: { kind: not_found, status: open } }").open; // ["GONE"]
 * ```
 */
export function fillOpenStatuses(text: string): FilledContract {
  requireValue("fillOpenStatuses: text", text, "string");
  if (!text.includes(open)) return { text, open: [] };
  const errors = parseDocument(text, { logLevel: "silent" }).get("errors");
  if (!isMap(errors)) return { text, open: [] };
  const changes = errors.items.flatMap(({ key, value }) => {
    const status = isMap(value) ? value.get("status", true) : undefined;
    if (!isMap(value) || !isScalar(key) || !isScalar(status) || status.value !== open || !status.range) return [];
    const kind = String(value.get("kind"));
    const [start, end] = status.range;
    const filled = String(isKind(kind) ? kinds[kind].status : 500).padEnd(end - start);
    return [{ code: String(key.value), start, end, filled }];
  });
  let filled = text;
  for (const { start, end, filled: status } of changes.toReversed())
    filled = filled.slice(0, start) + status + filled.slice(end);
  return { text: filled, open: changes.map(({ code }) => code) };
}
