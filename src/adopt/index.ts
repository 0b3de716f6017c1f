/** Imports an existing error page, OpenAPI file or source file as a contract. */
export { type Adoption, type AdoptOptions, adopt, type OpenStatus } from "./adopt.ts";
export { type FilledContract, fillOpenStatuses, type Repair } from "./contract/index.ts";
export { AdoptError } from "./document/index.ts";
export type { Confidence, Decoy, ExampleBody, SourcePosition, SourceText, Unread } from "./facts.ts";
export type { FoundError, Known } from "./merge/index.ts";
export type { ParseFailure, Traffic } from "./traffic/index.ts";
