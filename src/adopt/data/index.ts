/** Reads errors from JSON and YAML: maps and lists of codes, files of messages, and OpenAPI documents. */

export { readData } from "./read-data.ts";
export { isObject, textOf } from "./read-maps.ts";
