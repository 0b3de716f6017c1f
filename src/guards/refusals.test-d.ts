import { z } from "zod";
import { contract } from "../contract/index.ts";
import { balances, keys, localWindows, type Store } from "../store/index.ts";
import { apiKeys, credits, keyFormat, planGate, rateLimit, readCredential } from "./index.ts";

declare const store: Store;
const { error } = contract({
  name: "refusals",
  version: "1.0.0",
  errors: {
    BARE: { kind: "rate_limited", when: "Any.", message: "Any." },
    LIMITED: {
      kind: "rate_limited",
      when: "Any.",
      message: "Any.",
      details: z.object({ limit: z.number(), retryAfterSec: z.number(), violatedPolicies: z.array(z.string()) }),
    },
    POOR: {
      kind: "insufficient_credits",
      when: "Any.",
      message: "Any.",
      details: z.object({
        required: z.number(),
        current: z.number(),
        breakdown: z.object({ total: z.number() }).optional(),
      }),
    },
    OTHER: { kind: "not_found", when: "Any.", message: "Any.", details: z.object({ renderId: z.string() }) },
  },
});

const windows = localWindows();
const policies = [{ name: "minute", limit: 120, windowSec: 60 }];
rateLimit({ windows, policies, exceeded: error.BARE });
rateLimit({ windows, policies, exceeded: error.LIMITED });
// @ts-expect-error the code needs details that the guard does not have
rateLimit({ windows, policies, exceeded: error.OTHER });

const ledger = balances();
// @ts-expect-error the code's breakdown has another type than the guard's
credits({ store, balances: ledger, insufficient: error.POOR });
credits({
  store,
  balances: ledger,
  insufficient: ({ required, current }, options) => error.POOR({ required, current }, options),
});

planGate({ plans: [], denied: error.BARE });
const format = keyFormat({ prefix: "imk", environment: "live" });
const refusals = {
  missing: error.BARE,
  unknown: error.BARE,
  revoked: error.BARE,
  expired: error.BARE,
  inactive: error.BARE,
};
const guard = apiKeys({
  format,
  store,
  keys: keys(),
  refusals,
  account: async (tenant) => ({ active: true, tier: tenant }),
});
const tier: string = (await guard(readCredential(new Headers()))).account.tier;
void tier;
// @ts-expect-error a guard without the option `account` returns none
(await apiKeys({ format, store, keys: keys(), refusals })(null)).account.tier;
