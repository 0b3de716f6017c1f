import { type KeyFormat, keyFormat } from "errata/guards";

/** Keys of partners: `img_live_…` for business, `img_test_…` for trying out. Both open the same account. */
export const partnerKeys: Readonly<Record<"live" | "test", KeyFormat>> = {
  live: keyFormat({ prefix: "img", environment: "live" }),
  test: keyFormat({ prefix: "img", environment: "test" }),
};

/** Tokens of customers' users, which a partner mints. */
export const userTokens: KeyFormat = keyFormat({ prefix: "img", environment: "user" });
