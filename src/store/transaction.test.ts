import { expect, test } from "vitest";
import { transactionScope } from "./transaction.ts";

test("a call of an outer or the innermost store is rejected, and one of another store is not", async () => {
  const [outer, inner, other] = [transactionScope(), transactionScope(), transactionScope()];
  const isRejected = (scope: typeof outer): boolean => {
    try {
      scope.rejectInside("sql");
      return false;
    } catch {
      return true;
    }
  };
  const seen = await outer.run(() => inner.run(async () => [outer, inner, other].map(isRejected)));
  expect(seen).toEqual([true, true, false]);
  expect([outer, inner, other].map(isRejected)).toEqual([false, false, false]);
});

test("work that an ended inner transaction has started is still inside the outer one", async () => {
  const [outer, inner] = [transactionScope(), transactionScope()];
  await outer.run(async () => {
    const work: Promise<void>[] = [];
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await inner.run(async () => {
      work.push(
        ended.then(() => inner.rejectInside("sql")),
        ended.then(() => outer.rejectInside("sql")),
      );
    });
    end();
    const [first, second] = await Promise.allSettled(work);
    expect(first).toMatchObject({ status: "fulfilled" });
    expect(second).toMatchObject({ status: "rejected", reason: { code: "STORE_IN_TRANSACTION" } });
  });
});

test("the number of stores that a process has opened changes nothing for its promises", async () => {
  const open = async (stores: number): Promise<number> => {
    for (let count = 0; count < stores; count += 1) await transactionScope().run(async () => undefined);
    // Before AsyncContextFrame, Node keeps the values of a storage on each promise, under a symbol.
    return Object.getOwnPropertySymbols(Promise.resolve()).length;
  };
  expect(await open(20)).toBe(await open(1));
});
