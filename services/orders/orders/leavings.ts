import type { TransactionSql } from "errata/store";
import type { Backend } from "../backend.ts";
import type { Order } from "./order.ts";

/** Notes, in the transaction that ends an order, which of its files nobody needs any more; `tidy` removes them. */
export async function noteLeavings(
  { files, clock }: Pick<Backend, "files" | "clock">,
  sql: TransactionSql,
  { id, state }: Order,
): Promise<void> {
  if (state !== "completed" && state !== "failed" && state !== "timed_out" && state !== "expired") return;
  // A completed order needs its result only; an expired one not even that.
  const spared = state === "completed" ? "result" : "none";
  await sql`
    INSERT INTO files_moves (file_id, folder_id, direction, started_at)
    SELECT id, ${files.folderId}, 'out', ${clock()} FROM orders_files WHERE order_id = ${id} AND role <> ${spared}`;
  await sql`DELETE FROM orders_files WHERE order_id = ${id} AND role <> ${spared}`;
}
