/** Generates OpenAPI responses and documents from a contract. */
export type { OpenApiDocument, OpenApiResult } from "./document.ts";
export type { ErrorExamples } from "./error-responses.ts";
export { type OpenApiOptions, openapi } from "./openapi.ts";
