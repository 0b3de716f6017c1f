import { keys } from "errata/store";
import { concurrencyLimit } from "../shared/concurrency/index.ts";
import { accountGuard } from "./accounts/account.ts";
import type { Backend } from "./backend.ts";
import { scribe } from "./contract.ts";
import { chatWriter } from "./notes/chat-writer.ts";
import { extractiveWriter, openNotePool } from "./notes/extractive-writer.ts";
import type { ScribeOptions } from "./options.ts";

/** Opens the backend of the service. */
export function openBackend({ store, chat, clock = Date.now }: ScribeOptions): Backend {
  const keyRecords = keys({ clock });
  const notePool = openNotePool();
  const writers = [
    extractiveWriter(notePool),
    ...(chat === undefined ? [] : [chatWriter({ deadlineMs: scribe.limits.noteMs, ...chat })]),
  ];
  return {
    store,
    keys: keyRecords,
    authenticate: accountGuard(store, keyRecords, clock),
    writers: new Map(writers.map((writer) => [writer.name, writer])),
    notePool,
    noteLimit: concurrencyLimit({ perKey: scribe.limits.notesAtOnce }),
    clock,
  };
}
