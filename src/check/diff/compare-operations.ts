import type { AnyContract, Operation } from "../../contract/index.ts";
import { asCode, type Change, type ChangeSubject, change } from "./change.ts";
import type { Renames } from "./compare-codes.ts";

/** Compares the operations, and the codes and statuses that each can return. */
export function compareOperations(before: AnyContract, after: AnyContract, renames: Renames): readonly Change[] {
  const versions: Versions = { before, after, newNames: new Set(renames.values()) };
  const changes: Change[] = [];
  for (const [name, operation] of before.operations) {
    const now = after.operations.get(name);
    if (now === undefined) changes.push(change("operation-removed", subjectOf(name), "The operation is removed."));
    else changes.push(...compareOperation(operation, now, versions));
  }
  for (const name of after.operations.keys())
    if (!before.operations.has(name))
      changes.push(change("operation-added", subjectOf(name), "The operation is added."));
  return [...changes, ...compareAlways(versions)];
}

interface Versions {
  readonly before: AnyContract;
  readonly after: AnyContract;
  /** Names that renamed codes have now; the rename itself is reported for the code. */
  readonly newNames: ReadonlySet<string>;
}

function compareOperation(old: Operation, now: Operation, versions: Versions): readonly Change[] {
  const subject = subjectOf(now.name);
  const changes = compareReturned(subject, old.codes, now.codes, versions);
  if (old.idempotencyKey === now.idempotencyKey) return changes;
  const rule = now.idempotencyKey ? "idempotency-added" : "idempotency-removed";
  const text = `The operation ${now.idempotencyKey ? "accepts" : "no longer accepts"} an \`Idempotency-Key\`.`;
  return [...changes, change(rule, subject, text)];
}

/** Compares `always` of contracts without operations, whose codes no operation lists. */
function compareAlways(versions: Versions): readonly Change[] {
  const { before, after } = versions;
  if (before.operations.size + after.operations.size > 0) return [];
  return compareReturned({ type: "contract", name: after.name }, before.always, after.always, versions);
}

function compareReturned(
  subject: ChangeSubject,
  old: readonly string[],
  now: readonly string[],
  { before, after, newNames }: Versions,
): readonly Change[] {
  const [oldStatuses, newStatuses] = [statusesOf(old, before), statusesOf(now, after)];
  const changes: Change[] = [];
  for (const code of now.filter((name) => !old.includes(name) && !newNames.has(name)))
    changes.push(addedCode(code, subject, old, after));
  // A code that the contract removes is reported once, for the code itself.
  for (const code of old.filter((name) => !now.includes(name) && after.entries.has(name)))
    changes.push(change("operation-code-removed", subject, `${asCode(code)} is no longer returned.`));
  for (const status of newStatuses)
    if (!oldStatuses.has(status) && !movesTo(status, old, before, after))
      changes.push(change("operation-status-added", subject, `Status ${status} can be returned.`));
  for (const status of oldStatuses)
    if (!newStatuses.has(status) && !movesFrom(status, now, before, after) && !isRemoved(status, old, before, after))
      changes.push(change("operation-status-removed", subject, `Status ${status} is no longer returned.`));
  return changes;
}

/** A client that does not know the code treats it like a parent that the operation already returned. */
function addedCode(code: string, subject: ChangeSubject, old: readonly string[], after: AnyContract): Change {
  const entry = after.entries.get(code);
  const parent = parentsOf(code, after).find(
    (name) => old.includes(name) && after.entries.get(name)?.kind === entry?.kind,
  );
  const text = `${asCode(code)} can be returned, with status ${entry?.status}.`;
  if (parent === undefined) return change("operation-code-added", subject, text);
  return change("operation-code-added", subject, `${text} Clients fall back to ${asCode(parent)}.`, {
    verdict: "safe",
  });
}

function parentsOf(code: string, contract: AnyContract): readonly string[] {
  const parent = contract.entries.get(code)?.parent;
  return parent === undefined ? [] : [parent, ...parentsOf(parent, contract)];
}

/** Returns whether a status is new only because a code that the operation returned before moved to it. */
function movesTo(status: number, codes: readonly string[], before: AnyContract, after: AnyContract): boolean {
  return codes.some(
    (code) => after.entries.get(code)?.status === status && before.entries.get(code)?.status !== status,
  );
}

/** Returns whether a status is gone only because a code that the operation still returns moved away from it. */
function movesFrom(status: number, codes: readonly string[], before: AnyContract, after: AnyContract): boolean {
  return codes.some(
    (code) => before.entries.get(code)?.status === status && after.entries.get(code)?.status !== status,
  );
}

/** Returns whether the contract removed every code with the status, which is reported for those codes. */
function isRemoved(status: number, codes: readonly string[], before: AnyContract, after: AnyContract): boolean {
  return codes.every((code) => before.entries.get(code)?.status !== status || !after.entries.has(code));
}

function statusesOf(codes: readonly string[], contract: AnyContract): ReadonlySet<number> {
  return new Set(codes.flatMap((code) => contract.entries.get(code)?.status ?? []));
}

function subjectOf(name: string): ChangeSubject {
  return { type: "operation", name };
}
