import type { ApiKeyGuard } from "errata/guards";
import { type Keys, keys, type Store } from "errata/store";
import { type ConcurrencyLimit, concurrencyLimit } from "../shared/concurrency/index.ts";
import { type Account, accountGuard } from "./accounts/account.ts";
import { scribe } from "./contract.ts";
import { chatWriter } from "./notes/chat-writer.ts";
import { extractiveWriter } from "./notes/extractive-writer.ts";
import type { NoteWriter } from "./notes/note-writer.ts";
import type { ScribeOptions } from "./options.ts";

/** Everything that the routes use. */
export interface Backend {
  readonly store: Store;
  readonly keys: Keys;
  /** Verifies the API keys of accounts. */
  readonly authenticate: ApiKeyGuard<Account>;
  /** The available note writers, by the provider name that accounts configure. */
  readonly writers: ReadonlyMap<string, NoteWriter>;
  /** Limits the notes that are written at the same time, by account. */
  readonly noteLimit: ConcurrencyLimit;
  /** Returns the current time in epoch milliseconds. */
  readonly clock: () => number;
}

/** Opens the backend of the service. */
export function openBackend({ store, chat, clock = Date.now }: ScribeOptions): Backend {
  const keyRecords = keys({ clock });
  const writers = [
    extractiveWriter,
    ...(chat === undefined ? [] : [chatWriter({ deadlineMs: scribe.limits.noteMs, ...chat })]),
  ];
  return {
    store,
    keys: keyRecords,
    authenticate: accountGuard({ store, keys: keyRecords, clock }),
    writers: new Map(writers.map((writer) => [writer.name, writer])),
    noteLimit: concurrencyLimit({ perKey: scribe.limits.notesAtOnce }),
    clock,
  };
}
