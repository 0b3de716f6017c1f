/** Reads and writes the files that commands take besides their output. */
export { applyChanges } from "./apply-changes.ts";
export { addChanges, readChanges } from "./changes-file.ts";
export { contractFlags, readContract, readDraft, usualNames } from "./contract-file.ts";
export { editYaml, jsonIndent } from "./edit-document.ts";
export { loadReference, readGuides } from "./load-reference.ts";
export { type LocateMember, locatorOf } from "./member-location.ts";
export { databaseOf, occurrenceFlags, openOccurrences } from "./occurrences-file.ts";
export { readOpenApi } from "./openapi-file.ts";
export { readRecordings } from "./recordings.ts";
export { readRange } from "./revision.ts";
export {
  adoptTexts,
  download,
  isPage,
  readDocumented,
  readInput,
  readPage,
  readPages,
  readSources,
  readTrafficFile,
} from "./sources/index.ts";
export { readWaivers } from "./waivers-file.ts";
