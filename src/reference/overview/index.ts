/** Collects what pages about a whole contract show: bodies, statuses and changes between versions. */
export { changesOf } from "./changes.ts";
export { type Form, formsOf } from "./forms.ts";
export { statusRows } from "./status-rows.ts";
