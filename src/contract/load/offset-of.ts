import type { Document, Node, Pair } from "yaml";
import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { ContractFault } from "../contract-fault.ts";

/**
 * Finds where in a document a fault is: at the value for a wrong text or number, at the key for anything larger and for
 * keys that should not be there, at the nearest part above for something that is missing.
 */
export function offsetOf(document: Document.Parsed, { path, rule }: ContractFault): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const found = memberOf(resolve(node, document), step);
    if (found === undefined) return offset;
    const isLast = index === path.length - 1;
    const isAtValue = isScalar(found.value) && !(isLast && aboutKeys.has(rule));
    offset = (isAtValue ? startOf(found.value) : undefined) ?? startOf(found.key) ?? startOf(found.value) ?? offset;
    node = found.value;
  }
  return offset;
}

const aboutKeys = new Set(["ERRATA_CONTRACT_MEMBER_UNKNOWN", "ERRATA_CONTRACT_LANGUAGE_INVALID"]);

function memberOf(
  node: unknown,
  step: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isSeq(node)) {
    const item = typeof step === "number" ? node.items[step] : undefined;
    return item === undefined ? undefined : { key: undefined, value: item };
  }
  if (!isMap(node)) return undefined;
  // Of a key that is there twice the last one counts, for the value as for its place.
  return node.items.findLast((pair: Pair) => isScalar(pair.key) && String(pair.key.value) === String(step));
}

function resolve(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
