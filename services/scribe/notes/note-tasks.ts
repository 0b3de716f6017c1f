import { serveTasks } from "../../shared/worker-pool/index.ts";
import type { Template } from "../accounts/template.ts";
import type { Utterance } from "../transcripts/utterances.ts";
import { extractNote } from "./extraction/index.ts";

// Imports neither the contract nor the library, because every import delays the start of a worker process.

/** The input of the task. */
export interface ExtractTask {
  readonly transcript: readonly Utterance[];
  readonly template: Template;
}

serveTasks({ extract: ({ transcript, template }: ExtractTask) => extractNote(transcript, template) });
