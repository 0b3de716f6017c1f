/** Reads errors from JSON and YAML: maps and lists of codes, files of messages, and OpenAPI documents. */
export { isObject, textOf } from "./json-value.ts";
export { readData } from "./read-data.ts";
