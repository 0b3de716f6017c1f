/** Finds the errors that really occur, in recorded exchanges. */
export { type ParseFailure, readTraffic, type Traffic } from "./read-traffic.ts";
