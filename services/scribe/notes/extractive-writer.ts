import { ProviderError } from "../../shared/provider/index.ts";
import { type WorkerPool, WorkLimitError, workerPool } from "../../shared/worker-pool/index.ts";
import { type ExtractTask, extractNote } from "./extraction/index.ts";
import type { NoteWriter, WrittenNote } from "./note-writer.ts";

/** Extraction takes 1 ms per 250 characters at worst. Longer transcripts would delay other responses. */
const maxInlineCharacters = 4_000;
/** The longest transcript takes less than a second. */
const deadlineMs = 10_000;

/** Opens the process that extracts notes of long transcripts. It starts with the first of them. */
export function openNotePool(): WorkerPool {
  return workerPool({ module: new URL("extraction/extract-note.ts", import.meta.url), size: 1 });
}

/** Creates the writer that needs no model. Accounts take turns in long transcripts. */
export function extractiveWriter(pool: WorkerPool): NoteWriter {
  return {
    name: "extractive",
    async write(transcript, template, { account, signal }) {
      const characters = transcript.reduce((sum, { text }) => sum + text.length, 0);
      if (characters <= maxInlineCharacters) return extractNote(transcript, template);
      const task: ExtractTask = { transcript, template };
      return await pool.run<WrittenNote>("extract", task, { account, deadlineMs, signal }).catch((cause: unknown) => {
        // Only a machine without free capacity takes so long.
        throw cause instanceof WorkLimitError ? new ProviderError("overloaded", { cause }) : cause;
      });
    },
  };
}
