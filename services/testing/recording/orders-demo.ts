import type { Store } from "errata/store";
import { openOrders } from "../../orders/api.ts";
import { ordersMigrations } from "../../orders/migrations.ts";
import { ordersPool } from "../running-orders.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";
import { as, type Step, type UploadedFile } from "./scenario.ts";

/** Defines the demo of the orders API. @param wrap wraps its store */
export function ordersDemoWith(wrap: (store: Store) => Store): DemoApi {
  return demoApi("orders", ordersMigrations, async ({ store, ...environment }) => {
    const api = await openOrders({ ...environment, store: wrap(store), bodyDeadlineMs, pool: ordersPool() });
    return {
      api,
      async work() {
        while ((await api.worker.runOnce()) > 0);
      },
    };
  });
}

/** The demo of the orders API. */
export const ordersDemo: DemoApi = ordersDemoWith((store) => store);

/** Path of the captured order. */
export const orderPath = "/v1/orders/{{orderId}}";

const table: UploadedFile = { fileName: "table.csv", type: "text/csv", content: "name,age\nAda,36\nBob,7\n" };

/** A table of 3.4 MB, which takes a while to convert. */
export const largeTable: UploadedFile = { ...table, content: { repeat: "1,2,3,some words\n", times: 200_000 } };

/** An order that converts a table. */
export const conversion = { type: "csv_to_json", quantity: 1_000, options: { delimiter: "," } };

/** Creates an order, captured as `{{orderId}}`. @param order an inspection by default */
export function newOrder(user: string, order: object = { type: "inspect" }): Step {
  return as(user).post("/v1/orders", order, { note: "creates an order", capture: { orderId: "/id" } });
}

/** Uploads the table of the captured order. */
export function uploadTable(user: string, file: UploadedFile = table): Step {
  return as(user).upload(`${orderPath}/file`, file, { note: "uploads its file" });
}

/** Confirms the captured order. */
export function confirm(user: string, note: string = "confirms it"): Step {
  return as(user).post(`${orderPath}/confirm`, undefined, { note });
}

/** Waits until the captured order has a state. */
export function waitUntil(user: string, status: string): Step {
  return as(user).get(orderPath, { note: `waits until it is ${status}`, until: { "/status": status } });
}
