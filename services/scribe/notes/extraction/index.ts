/** Writes notes without a model: finds what was said about health, removes names, and keeps what matters most. */

export { type ExtractTask, extractNote } from "./extract-note.ts";
export { speakerLabels } from "./roles.ts";
