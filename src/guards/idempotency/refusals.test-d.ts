import { z } from "zod";
import { contract } from "../../contract/index.ts";
import { idempotencyRecords, type Store } from "../../store/index.ts";
import { idempotency } from "./index.ts";

declare const store: Store;
const { error } = contract({
  name: "refusals",
  version: "1.0.0",
  errors: {
    BARE: { kind: "conflict", when: "Any.", message: "Any." },
    KEY: {
      kind: "idempotency_key_invalid",
      when: "Any.",
      message: "Any.",
      details: z.object({ reason: z.enum(["malformed", "reused"]) }),
    },
    WAIT: { kind: "conflict", when: "Any.", message: "Any.", details: z.object({ retryAfterSec: z.number() }) },
    OTHER: { kind: "not_found", when: "Any.", message: "Any.", details: z.object({ orderId: z.string() }) },
  },
});
const options = { store, records: idempotencyRecords() };

idempotency({ ...options, refusals: { invalid: error.BARE, reused: error.BARE, inFlight: error.BARE } });
idempotency({ ...options, refusals: { invalid: error.KEY, reused: error.KEY, inFlight: error.WAIT } });
// @ts-expect-error the code does not accept the reason of a running request
idempotency({ ...options, refusals: { invalid: error.KEY, reused: error.KEY, inFlight: error.KEY } });
// @ts-expect-error the code needs details that the guard does not have
idempotency({ ...options, refusals: { invalid: error.OTHER, reused: error.KEY, inFlight: error.WAIT } });
// @ts-expect-error inFlight is required
idempotency({ ...options, refusals: { invalid: error.KEY, reused: error.KEY } });
