/** Generates OpenAPI responses and documents from a contract. */
export { componentSchemas } from "./component-schemas.ts";
export { componentHeaders, type ErrorExamples, errorResponses } from "./error-responses.ts";
export { type OpenApiDocument, type OpenApiOptions, type OpenApiResult, openapi } from "./openapi.ts";
