import type { Sql, Store } from "errata/store";

/**
 * Returns a store whose statements are not run but explained. PostgreSQL only: the embedded store cannot be closed after
 * it explained a statement.
 *
 * @param plans receives the plan of each statement, as text
 */
export function explained(store: Store, plans: string[]): Store {
  const explain = async ([first = "", ...rest]: TemplateStringsArray, ...values: never[]): Promise<never[]> => {
    const strings = [`EXPLAIN ${first}`, ...rest];
    const rows = await store.transaction(async (sql) => {
      // A table with few rows is cheaper to read as a whole.
      await sql`SET LOCAL enable_seqscan = off`;
      return await sql(Object.assign(strings, { raw: strings }), ...values);
    });
    plans.push(rows.map((row) => Object.values(row).join(" ")).join("\n"));
    return [];
  };
  return { ...store, sql: Object.assign(explain, { engine: store.sql.engine }) as unknown as Sql };
}
