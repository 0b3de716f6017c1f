/** The parts of the server that adapters build on. Not exported by the package. */
export type { Boundary } from "./boundary.ts";
export { compareOperations, type RouteReport, samplePath, warnOfDifferences } from "./compare-operations.ts";
export { FetchExchange } from "./fetch-exchange.ts";
export {
  allowedMethods,
  type BodyCondition,
  BodyError,
  bodyTooLarge,
  type CountedIncoming,
  defaultMaxBytes,
  FetchHead,
  limitBody,
  limitStream,
  malformedBody,
  NodeHead,
  parseJson,
  type ReadJsonOptions,
  type RequestContext,
  type RequestHead,
  type RouteTable,
  readJson,
  requireIdentity,
  requireJsonType,
  resolveOperation,
  routeTable,
  unreadableForm,
  watchBody,
} from "./request/index.ts";
export { allowMethods, type Exchange, serveRequest } from "./request-lifecycle.ts";
export {
  type ErrorResponse,
  isSendable,
  isSent,
  keptHeaders,
  type LingeringIncoming,
  lingeringClose,
  markSent,
  recordInterruption,
  startResponse,
  unbuiltBody,
  unbuiltParts,
  watchResponse,
  watchStream,
  withKeptHeaders,
} from "./response/index.ts";
export {
  checkInput,
  type FieldLocation,
  findFormError,
  findWithin,
  httpFailure,
  inputError,
  isApiError,
  isFrameworkSignal,
  isResponse,
  schemaIssues,
} from "./translate/index.ts";
