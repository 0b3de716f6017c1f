/** Reads maps, lists and rows of JSON that describe errors. */
export { isObject, type JsonObject, type Locate, textOf } from "./members.ts";
export { readMaps } from "./read-maps.ts";
