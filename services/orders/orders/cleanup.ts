import { sweepFiles } from "../../shared/files/index.ts";
import type { Backend } from "../backend.ts";
import { rereadOrder } from "./advance.ts";
import { expireIfDue } from "./find-order.ts";

const batchSize = 200;

/**
 * Expires orders that are due, and deletes files: those of ended orders, and those that a process left behind when it died.
 * Several processes can do this at the same time.
 *
 * @returns the number of orders and files
 */
export async function cleanUp(backend: Backend): Promise<{ expired: number; deleted: number }> {
  const { store, clock } = backend;
  const now = clock();
  const due = await store.sql<{ id: string }>`
    SELECT id FROM orders_orders
    WHERE expires_at <= ${now} AND state IN ('pending', 'uploaded', 'confirmed', 'completed')
    ORDER BY expires_at LIMIT ${batchSize}`;
  for (const { id } of due) await expireIfDue(backend, await rereadOrder(backend, id));
  return { expired: due.length, deleted: await sweepFiles(backend) };
}
