/** Errata: the failures of an HTTP API as part of its contract. */
export * from "./contract/index.ts";
