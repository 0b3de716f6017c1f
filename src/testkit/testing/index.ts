/** Fixtures of the tests: a contract, and a boundary that responds with its errors. */
export { failureOf, respond, shelf } from "./shelf.ts";
