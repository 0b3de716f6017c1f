/** Collects occurrences on the request thread, and writes them in another one. */

export { startThread } from "./archive-thread.ts";
export { collector } from "./collector.ts";
