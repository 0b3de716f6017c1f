import { AsyncResource } from "node:async_hooks";
import type { TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";
import type { TransactionScope } from "../transaction-scope.ts";
import { transactionStatements } from "../transaction-sql.ts";
import type { Connection } from "./connection.ts";

/** Runs transactions that await nothing but their statements; those that meet share one commit. */
export interface BriefTransactions {
  /** @throws STORE_NOT_BRIEF when `work` awaits something else */
  run<Result>(work: (sql: TransactionSql) => Promise<Result>): Promise<Result>;
  /** Waits until all that were begun are answered. */
  settled(): Promise<void>;
}

/** Bounds how long the first of a group waits for its commit. */
const MOST_IN_GROUP = 64;

/** Holds one transaction of a group: how to run it, and how to tell its caller once all is durable, or nothing is. */
interface Member {
  readonly attempt: () => Promise<Tell>;
  readonly fail: (error: unknown) => void;
}

/** Answers a member's caller; to be called when the group is durable. */
type Tell = () => void;

/**
 * Makes the groups of one connection.
 *
 * @param withTurn runs work while nobody else uses the connection
 */
export function briefTransactions(
  connection: Connection,
  scope: TransactionScope,
  withTurn: (work: () => Promise<void>) => Promise<void>,
): BriefTransactions {
  const waiting: Member[] = [];
  let leading: Promise<void> | undefined;

  async function lead(): Promise<void> {
    // One turn of the event loop, so that every request that has arrived by now joins.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const members: Member[] = [];
      try {
        await withTurn(() => commitTogether(connection, waiting, members));
      } catch (error) {
        for (const member of members.length > 0 ? members : waiting.splice(0)) member.fail(error);
      }
    }
    leading = undefined;
  }

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        // Bound to its caller's context, since the group runs in that of whoever came first.
        const attempt = AsyncResource.bind(() => attemptPart(connection, scope, work, resolve, reject));
        waiting.push({ attempt, fail: reject });
        leading ??= lead();
      }),
    settled: async () => await leading,
  };
}

/** Runs what waits in one transaction of the engine. @param members receives those that a failure of all concerns */
async function commitTogether(connection: Connection, waiting: Member[], members: Member[]): Promise<void> {
  const answers: Tell[] = [];
  connection.begin();
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      members.push(next);
      answers.push(await next.attempt());
      if (members.length >= MOST_IN_GROUP) break;
    }
    connection.commit();
  } catch (error) {
    connection.rollback();
    throw error;
  }
  for (const tell of answers) tell();
}

async function attemptPart<Result>(
  connection: Connection,
  scope: TransactionScope,
  work: (sql: TransactionSql) => Promise<Result>,
  resolve: (result: Result) => void,
  reject: (error: unknown) => void,
): Promise<Tell> {
  const statements = transactionStatements("sqlite", connection.run);
  connection.beginPart();
  try {
    const result = await beforeNextTurn(scope.run(() => work(statements.sql)));
    statements.rethrow();
    connection.keepPart();
    return () => resolve(result);
  } catch (error) {
    // A full disk and its like end the whole transaction in the engine: then it fails for the others too.
    if (!connection.isInTransaction) throw error;
    connection.rollbackPart();
    return () => reject(error);
  } finally {
    statements.seal();
  }
}

/** Statements of the embedded store settle at once: what is not done when the event loop turns waits for something else. */
async function beforeNextTurn<Result>(work: Promise<Result>): Promise<Result> {
  let immediate: NodeJS.Immediate | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    immediate = setImmediate(() => reject(notBrief()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearImmediate(immediate);
  }
}

function notBrief(): StoreError {
  return new StoreError(
    "STORE_NOT_BRIEF",
    "a transaction said to be brief awaited something other than its own statements, and was taken back. " +
      "Do that work before or after it, or leave out isBrief.",
  );
}
