import { AsyncResource } from "node:async_hooks";
import type { TransactionSql } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { type TransactionScope, transactionStatements } from "../transaction.ts";
import type { Connection } from "./connection.ts";

/** Runs transactions that await nothing but their own statements; concurrent ones share one commit. */
export interface GroupCommit {
  /** @throws STORE_NOT_SQL_ONLY when `work` awaits something else */
  run<Result>(work: (sql: TransactionSql) => Promise<Result>): Promise<Result>;
  /** Waits for every transaction that has started. */
  settled(): Promise<void>;
}

/** Bounds how long the first transaction of a group waits for its commit. */
const MAX_GROUP_SIZE = 64;

/** One transaction of a group. */
interface Member {
  /** @param isFirst whether the transaction of the engine is empty, and is rolled back when the member fails */
  readonly attempt: (isFirst: boolean) => Promise<Acknowledge>;
  readonly fail: (error: unknown) => void;
}

/** Settles the promise of a member's caller; called once the group is durable. */
type Acknowledge = () => void;

/**
 * Creates the group commit of one connection.
 *
 * @param withLock runs work while nobody else uses the connection
 */
export function groupCommit(
  connection: Connection,
  scope: TransactionScope,
  withLock: (work: () => Promise<void>) => Promise<void>,
): GroupCommit {
  const waiting: Member[] = [];
  let running: Promise<void> | undefined;

  async function commitGroups(): Promise<void> {
    // Waits for one turn of the event loop, so that every request that has arrived by then joins the group.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const members: Member[] = [];
      try {
        await withLock(() => commitTogether(connection, waiting, members));
      } catch (error) {
        for (const member of members.length > 0 ? members : waiting.splice(0)) member.fail(error);
      }
    }
    running = undefined;
  }

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        // The group runs in the async context of its first caller; each member is bound to its own.
        const context = new AsyncResource("errata.transaction");
        waiting.push({
          attempt: (isFirst) =>
            context.runInAsyncScope(() => attemptMember(connection, scope, { work, isFirst, resolve, reject })),
          fail: reject,
        });
        running ??= commitGroups();
      }),
    settled: async () => await running,
  };
}

/** Runs waiting transactions in one transaction of the engine. @param members receives those that a failure affects */
async function commitTogether(connection: Connection, waiting: Member[], members: Member[]): Promise<void> {
  const acknowledgements: Acknowledge[] = [];
  connection.begin();
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      members.push(next);
      acknowledgements.push(await next.attempt(members.length === 1));
      if (members.length >= MAX_GROUP_SIZE) break;
    }
    connection.commit();
  } catch (error) {
    connection.rollback();
    throw error;
  }
  for (const acknowledge of acknowledgements) acknowledge();
}

interface Attempt<Result> {
  readonly work: (sql: TransactionSql) => Promise<Result>;
  readonly isFirst: boolean;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

async function attemptMember<Result>(
  connection: Connection,
  scope: TransactionScope,
  { work, isFirst, resolve, reject }: Attempt<Result>,
): Promise<Acknowledge> {
  const statements = transactionStatements("sqlite", connection.run);
  if (!isFirst) connection.beginSavepoint();
  try {
    const result = await beforeNextTurn(scope.run(() => work(statements.sql)));
    statements.rethrow();
    if (!isFirst) connection.releaseSavepoint();
    return () => resolve(result);
  } catch (error) {
    // Errors such as a full disk end the whole transaction in the engine, so every member fails.
    if (isFirst || !connection.isInTransaction) throw error;
    connection.rollbackSavepoint();
    return () => reject(error);
  } finally {
    statements.close();
  }
}

/** Statements of the embedded store settle within one turn of the event loop; unfinished work awaits something else. */
function beforeNextTurn<Result>(work: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const immediate = setImmediate(() => {
      reject(
        new StoreError(
          "STORE_NOT_SQL_ONLY",
          "a transaction with sqlOnly awaited something other than its own statements, and was rolled back. " +
            "Do that work before or after the transaction, or omit sqlOnly.",
        ),
      );
    });
    work.then(
      (result) => {
        clearImmediate(immediate);
        resolve(result);
      },
      (error) => {
        clearImmediate(immediate);
        reject(error);
      },
    );
  });
}
