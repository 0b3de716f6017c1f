import { bombFiles, ordersBombs, sendOrder } from "../../services/testing/orders-bombs.ts";
import type { HostileApi } from "./bomb.ts";
import { pace } from "./pace.ts";

const waitForRateLimit = pace(120);

/** Images that inflate, tables without end, and orders that are not valid. */
export const orders: HostileApi = {
  name: "orders",
  credentials: ["ada", "bob"],
  bombs: ordersBombs.map((bomb) => {
    let files: readonly File[] = [];
    return {
      name: bomb.name,
      expectedCode: bomb.code,
      async prepare(_url, credential, copies) {
        files = await bombFiles(bomb);
        // Creation, uploads, confirmation and report, and the usage before and after.
        await waitForRateLimit(credential, copies * (files.length + 3) + 2);
      },
      send: (url, credential) => sendOrder(url, credential, bomb.order, files),
    };
  }),
  async balance(url, credential) {
    const response = await fetch(`${url}/v1/account`, { headers: { authorization: `Bearer ${credential}` } });
    if (!response.ok) throw new Error(`the usage cannot be read: ${response.status}`);
    return ((await response.json()) as { usage: unknown }).usage;
  },
};
