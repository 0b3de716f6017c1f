import { join } from "node:path";
import { type IdempotencyGuard, idempotency } from "errata/guards";
import { balances, type IdempotencyRecords, idempotencyRecords, type Store } from "errata/store";
import { openFileStore } from "../shared/files/index.ts";
import { queue } from "../shared/queue/index.ts";
import { openTokens } from "./accounts/tokens.ts";
import type { Backend, OrderJob } from "./backend.ts";
import { orders } from "./contract.ts";
import type { OrdersOptions } from "./options.ts";
import type { Order } from "./orders/order.ts";
import type { Webhooks } from "./webhooks/webhooks.ts";
import { workshop } from "./work/workshop.ts";

/** Opens what the routes and the worker work with. @param onChanged is told after each commit that changed an order */
export async function openBackend(
  options: OrdersOptions,
  webhooks: Webhooks,
  onChanged: (order: Order) => void,
): Promise<Backend> {
  const { store, folder, leaseMs = 5_000, clock = Date.now } = options;
  const records = idempotencyRecords({ clock });
  const jobs = queue<OrderJob>({ name: "orders", store, leaseMs, maxAttempts: 3, clock });
  await jobs.recover();
  return {
    store,
    files: await openFileStore(join(folder, "orders")),
    orderLedger: balances({ unit: "orders_orders", clock }),
    unitLedger: balances({ unit: "orders_units", clock }),
    tokens: await openTokens(store, clock),
    once: onceGuard(store, records),
    records,
    jobs,
    workshop: options.workshop ?? workshop(),
    onTransition: webhooks.onTransition,
    changed(order) {
      if (order.state === "confirmed") jobs.wake();
      webhooks.wake();
      onChanged(order);
    },
    clock,
  };
}

/** A repeat that comes while the first request runs waits for its answer; with a new key it would order twice. */
function onceGuard(store: Store, records: IdempotencyRecords): IdempotencyGuard {
  const { VALIDATION_IDEMPOTENCY_KEY_INVALID } = orders.error;
  return idempotency({
    store,
    records,
    refusals: {
      invalid: VALIDATION_IDEMPOTENCY_KEY_INVALID,
      reused: VALIDATION_IDEMPOTENCY_KEY_INVALID,
      inFlight: (_, options) => orders.raise("unavailable", {}, options),
    },
  });
}
