/** Implements the boundary: request, translate, response, record. */
export { type Boundary, type BoundaryOptions, boundary } from "./boundary.ts";
export { compareOperations, type RouteReport } from "./compare-operations.ts";
export type { Handler } from "./fetch-exchange.ts";
export {
  describeCause,
  maskSecrets,
  type Occurrence,
  type Recorder,
  type Success,
  type SuccessRecorder,
  stackFrames,
  type TraceIds,
} from "./record/index.ts";
export {
  type BodyCondition,
  BodyError,
  chooseLanguage,
  type OperationRules,
  type RaiseCondition,
  type RequestContext,
  type RequestHead,
} from "./request/index.ts";
export { type ErrorResponse, watchStream } from "./response/index.ts";
export {
  type ConstraintViolation,
  checkInput,
  type FieldError,
  type FieldErrorCode,
  type FieldLocation,
  InputError,
  outageCode,
  type ShapeFieldErrors,
  schemaIssues,
  type TranslateRule,
} from "./translate/index.ts";
