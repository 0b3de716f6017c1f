/** Collects what pages about a whole contract show: bodies, statuses and changes between versions. */
export { type Change, changesOf, type VersionChanges } from "./changes.ts";
export { type Choice, type Form, formsOf } from "./forms.ts";
export { type StatusRow, statusRows } from "./status-rows.ts";
