import { keyManagement } from "errata/guards";
import { keys } from "errata/store";
import { concurrencyLimit } from "../shared/concurrency/index.ts";
import { MB } from "../shared/files/index.ts";
import { openIdempotency } from "../shared/idempotency/index.ts";
import { openCounters } from "../shared/limits/index.ts";
import { defaultRetention } from "../shared/retention/index.ts";
import { accountGuard, scribeKeys } from "./accounts/account.ts";
import type { Backend } from "./backend.ts";
import { scribe } from "./contract.ts";
import { chatWriter } from "./notes/chat-writer.ts";
import { extractiveWriter, openNotePool } from "./notes/extractive-writer.ts";
import type { ScribeOptions } from "./options.ts";

const { parameter_invalid, idempotency_key_reused, request_in_progress, resource_not_found } = scribe.error;
const malformed = { field: "Idempotency-Key", problem: "must be 1 to 255 visible ASCII characters" };

/** Opens the backend of the service. */
export function openBackend(options: ScribeOptions): Backend {
  const { store, chat, counters, retention = defaultRetention, clock = Date.now } = options;
  const keyRecords = keys({ retentionMs: retention.keysMs, clock });
  const authenticate = accountGuard(store, keyRecords, clock);
  const notePool = openNotePool();
  const writers = [
    extractiveWriter(notePool),
    ...(chat === undefined ? [] : [chatWriter({ deadlineMs: scribe.limits.noteMs, ...chat })]),
  ];
  return {
    store,
    keys: keyRecords,
    authenticate,
    accountKeys: keyManagement({ format: scribeKeys, store, keys: keyRecords, guards: [authenticate], clock }),
    idempotency: openIdempotency({
      // The longest note has 80,000 characters.
      ...{ store, clock, maxStoredBytes: MB },
      refusals: {
        invalid: (_, options) => parameter_invalid({ ...malformed, param: malformed.field }, options),
        reused: idempotency_key_reused,
        inFlight: request_in_progress,
        forgotten: (_, options) => resource_not_found({ resource: "repeated" }, options),
      },
    }),
    writers: new Map(writers.map((writer) => [writer.name, writer])),
    notePool,
    noteLimit: concurrencyLimit({ perKey: scribe.limits.notesAtOnce }),
    counters: openCounters("scribe", clock, counters),
    clock,
  };
}
