/** Finds out what an operator has pasted. */
export { type CodeMatch, readQuestion } from "./read-question.ts";
