/** Reports requests and jobs to OpenTelemetry, if the process has an SDK. */

export { currentTrace, recordOnSpan, traceHeaders, traceJob, traceRequest } from "./tracing.ts";
