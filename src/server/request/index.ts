/** Reads requests: head, operation, limits and body. */
export { chooseLanguage, type ErrorForm, preferredForm } from "./accept.ts";
export { type BodyCondition, BodyError, bodyTooLarge } from "./body-error.ts";
export {
  type OperationRules,
  type RaiseCondition,
  type RequestChecks,
  type RequestLimits,
  requestChecks,
} from "./check-request.ts";
export { type CountedIncoming, limitBody, limitStream } from "./limit-body.ts";
export {
  defaultMaxBytes,
  joinBytes,
  parseJson,
  type ReadJsonOptions,
  readJson,
  requireIdentity,
  requireJsonType,
} from "./read-json.ts";
export { createContext, type RequestContext, type SentError } from "./request-context.ts";
export { FetchHead, NodeHead, type RequestHead } from "./request-head.ts";
export { allowedMethods, type RouteTable, resolveOperation, routeTable } from "./route-table.ts";
export { isFormError, malformedBody, unreadableForm, watchBody } from "./watch-body.ts";
