/** Errata makes an HTTP API's failures part of its contract. */
export * from "./contract/index.ts";
