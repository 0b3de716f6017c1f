/** Reads errors from JSON, YAML, TOML and properties: maps and lists of codes, files of messages, OpenAPI documents, and data within pages. */
export { embeddedIn } from "./embedded-data.ts";
export { isObject, textOf } from "./maps/index.ts";
export { readData, readValue } from "./read-data.ts";
export { readProperties } from "./read-properties.ts";
export { readToml } from "./read-toml.ts";
