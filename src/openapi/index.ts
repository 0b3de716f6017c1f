/** Generates OpenAPI responses and documents from a contract. */
export type { ErrorExamples } from "./error-responses.ts";
export { type OpenApiDocument, type OpenApiOptions, type OpenApiResult, openapi } from "./openapi.ts";
