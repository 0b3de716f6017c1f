import type { IncomingMessage, ServerResponse } from "node:http";
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { Kind } from "errata";
import type { Occurrence, TraceIds } from "errata/server";

/** Kinds of errors that are the server's. Others are the caller's, so that the span of a server keeps its status. */
const serverKinds: ReadonlySet<Kind> = new Set(["internal", "timeout", "unavailable", "dependency_failed"]);

/** Returns the ids of the current trace and span; undefined without one. */
export function currentTrace(): TraceIds | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined || !isSpanContextValid(span) ? undefined : { traceId: span.traceId, spanId: span.spanId };
}

/**
 * Runs a request in a span that continues the trace of its `traceparent` header and ends with its response.
 *
 * @param describe returns the route and the id of the request, once they are known
 * @returns the id of the trace; undefined without an SDK
 */
export async function traceRequest(
  { method = "GET", headers }: IncomingMessage,
  response: ServerResponse,
  describe: () => { readonly route?: string | undefined; readonly requestId?: string | undefined },
  work: () => Promise<void>,
): Promise<string | undefined> {
  const parent = propagation.extract(context.active(), headers);
  const attributes = { "http.request.method": method };
  return await inSpan(method, { kind: SpanKind.SERVER, attributes }, parent, work, (span) => {
    const { route, requestId } = describe();
    if (route !== undefined) span.updateName(`${method} ${route}`).setAttribute("http.route", route);
    if (requestId !== undefined) span.setAttribute("http.response.header.x-request-id", [requestId]);
    response.once("close", () => span.setAttribute("http.response.status_code", response.statusCode).end());
  });
}

/** An attempt of a job. */
interface JobAttempt {
  readonly id: string;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  /** The trace in which the job was added, as in the header of that name; undefined if it was none. */
  readonly traceparent: string | undefined;
}

/** Runs an attempt of a job in a span, which continues the trace in which the job was added. */
export async function traceJob(
  queue: string,
  { id, attempt, traceparent }: JobAttempt,
  work: () => Promise<void>,
): Promise<void> {
  const attributes = {
    "messaging.operation.type": "process",
    "messaging.destination.name": queue,
    "messaging.message.id": id,
    "errata.attempt": attempt,
  };
  const parent = propagation.extract(context.active(), { traceparent });
  await inSpan(`process ${queue}`, { kind: SpanKind.CONSUMER, attributes }, parent, work, (span) => span.end());
}

/** Adds the code of an error to the span of its request. Only an error of the server makes the span fail. */
export function recordOnSpan({ code, kind, status }: Occurrence): void {
  const span = trace.getActiveSpan();
  if (span === undefined) return;
  span.setAttribute("error.type", code);
  if (status >= 500 && serverKinds.has(kind)) span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/** Returns the headers that continue the current trace in another service; none without an SDK. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** Runs work in a new span. @param finish ends the span @returns the id of the trace; undefined without an SDK */
async function inSpan(
  name: string,
  options: { readonly kind: SpanKind; readonly attributes: Attributes },
  parent: Context,
  work: () => Promise<void>,
  finish: (span: Span) => void,
): Promise<string | undefined> {
  // Not kept: a tracer from before the SDK starts never reports if the process has two copies of the API.
  const span = trace.getTracer("errata-services").startSpan(name, options, parent);
  // Without an SDK, the span is a placeholder.
  if (!isSpanContextValid(span.spanContext())) {
    await work();
    return undefined;
  }
  try {
    await context.with(trace.setSpan(parent, span), work);
    return span.spanContext().traceId;
  } catch (error) {
    span.setAttribute("error.type", error instanceof Error ? error.name : "_OTHER");
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    finish(span);
  }
}
