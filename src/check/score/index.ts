/** Scores how well the documented errors of an API serve people, clients and agents. */
export type { DocumentedError, DocumentedOperation, ErrorFacts } from "./error-facts.ts";
export { factsOfContract } from "./facts-of-contract.ts";
export { factsOfOpenApi } from "./facts-of-openapi.ts";
export { type ErrorScore, type ScorePart, scoreErrors } from "./score-errors.ts";
