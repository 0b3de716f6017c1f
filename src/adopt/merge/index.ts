/** Merges what the sources say about each code. */
export { type FoundError, type Known, mergeFacts } from "./merge-facts.ts";
