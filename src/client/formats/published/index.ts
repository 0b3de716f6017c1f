/** Searches a body for the parts of an error, by the names that published formats use. */
export { parsePublishedBody } from "./parse-published-body.ts";
