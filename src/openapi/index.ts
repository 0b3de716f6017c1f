/** Generates OpenAPI documents from a contract and the schemas of an API's operations. */
export {
  type ApiDescription,
  type DescribedSchema,
  describeApi,
  type OperationDescription,
  type ResponseDescription,
  type WebhookDescription,
} from "./api-description.ts";
export { errorBodySchema } from "./component-schemas.ts";
export type { ErrorExamples } from "./error-responses.ts";
export type { ExampleBody, ExampleExchange, ParameterPlace } from "./example-exchanges.ts";
export type { OpenApiDocument, OpenApiResult } from "./merge-errors.ts";
export { addErrors, type OpenApiOptions, openapi } from "./openapi.ts";
