/** The parts that several adapters share: Node's request and response, kept headers, and the guards without a framework. */

export { AppExchange } from "./app-exchange.ts";
export { createFetchGuards, createGuards, createNodeGuards, type Guards } from "./create-guards.ts";
export type {
  ApiKeyAuthOptions,
  CustomAuthOptions,
  GuardHost,
  RateLimiterOptions,
  RequireScopesOptions,
} from "./guard-options.ts";
export type { StoredResponse } from "./held-response.ts";
export { identityOf, responseOf } from "./idempotency.ts";
export { lateErrorNote, NodeAppExchange, NodeExchange } from "./node-exchange.ts";
export { sentErrorOf, setSentError, writeError } from "./node-response.ts";
export {
  type BoundaryForTarget,
  handleClientErrors,
  readBody,
  readJsonBody,
  receivedBody,
} from "./node-server/index.ts";
export { errorToSend, exchangeOf, isRefusal, type Responder, responderOf, setExchange } from "./responder.ts";
export { isDecodable, isPreflight, limitRequest } from "./server-request.ts";
export { protectListen, reportRoutes, whenServed } from "./start-up.ts";
export { type TypeboxIssue, typeboxIssues } from "./typebox-issues.ts";
