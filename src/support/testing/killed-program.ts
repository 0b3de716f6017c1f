import { boundary } from "../../server/index.ts";
import { shop } from "../../server/testing/index.ts";
import { openSupport } from "../index.ts";

/** Stores one error, records another one, and kills itself before the next batch. Usage: killed-program.ts <options as JSON> */
const support = await openSupport({ ...JSON.parse(process.argv[2] ?? "{}"), batchMs: 60_000 });
const shopBoundary = boundary(shop, { record: support.record });
const fail = (): Promise<Response> =>
  shopBoundary.handle(new Request("http://shop.example/orders/o_1"), () => {
    throw shop.error.ORDER_NOT_FOUND({ orderId: "o_1" });
  });
await fail();
await support.flush();
await fail();
process.kill(process.pid, "SIGKILL");
