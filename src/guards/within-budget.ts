import { StoreError } from "../store/index.ts";

/**
 * Waits for a store up to a budget; the query itself goes on. Drivers have time-outs of their own, which are longer.
 *
 * @param budgetMs milliseconds; undefined to wait as long as it takes
 * @throws STORE_TIMEOUT when the budget is used up
 */
export function withinBudget<Value>(budgetMs: number | undefined, work: Promise<Value>): Promise<Value> {
  if (budgetMs === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new StoreError("STORE_TIMEOUT", `the store did not answer within the budget of ${budgetMs} ms.`));
    }, budgetMs);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}
