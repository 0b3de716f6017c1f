import { isMark, type Node, type Pair, readValue, wordOf } from "../syntax/index.ts";
import { nameKey } from "./scope.ts";

/** A statement that sets the status of a response: `ctx.status = 409`. */
interface StatusAssignment {
  readonly index: number;
  readonly pair: Pair;
}

/** Returns the statements of a block that set the status of a response. */
export function statusAssignments(statements: readonly (readonly Node[])[]): readonly StatusAssignment[] {
  return statements.flatMap((statement, index) => {
    const equals = targetEnd(statement, /^status(?:_?code)?$/i);
    const [node] = statement;
    if (equals < 0 || node === undefined) return [];
    return [{ index, pair: { key: nameKey("status"), value: readValue(statement.slice(equals + 1)), node } }];
  });
}

/** Returns the status of the response that a statement sends: that of the last statement before it, or of the next after a body. */
export function statusFor(
  index: number,
  statement: readonly Node[],
  statuses: readonly StatusAssignment[],
): readonly Pair[] {
  if (statuses.length === 0) return [];
  const before = statuses.findLast((status) => status.index < index);
  const after = isBodyAssignment(statement) ? statuses.find((status) => status.index > index) : undefined;
  const status = before ?? after;
  return status === undefined ? [] : [status.pair];
}

/** Returns whether a statement sets the body of a response: `ctx.body = { … }`. */
export function isBodyAssignment(statement: readonly Node[]): boolean {
  return targetEnd(statement, /^(?:body|media)$/i) > 0;
}

/** Returns the index of the equals sign behind a member with a name; -1 if the statement does not set one. */
function targetEnd(statement: readonly Node[], name: RegExp): number {
  const equals = statement.slice(0, 8).findIndex((node) => isMark(node, "="));
  const isMember = equals > 2 && isMark(statement[equals - 2], ".");
  return isMember && name.test(wordOf(statement[equals - 1]) ?? "") ? equals : -1;
}
