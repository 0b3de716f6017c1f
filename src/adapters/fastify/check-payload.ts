import { Readable } from "node:stream";
import type { DoneFuncWithErrOrRes, FastifyReply, FastifyRequest } from "fastify";
import {
  type Boundary,
  isResponse,
  type RequestContext,
  recordInterruption,
  watchResponse,
  watchStream,
} from "../../server/adapter.ts";
import { prepareError } from "./send-error.ts";

/** Replaces a response to a request that its head has rejected, and errors that the contract does not declare. Watches streams. */
export function checkPayload(
  boundary: Boundary,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
  done: DoneFuncWithErrOrRes,
): void {
  const context = request.errata as RequestContext | null;
  const statusCode = isResponse(payload) ? payload.status : reply.statusCode;
  if (context === null || context.failed) {
    done(null, payload);
  } else if (statusCode < 400) {
    done(null, watchPayload(boundary, context, reply, payload));
  } else if (context.headError !== undefined || isNotFound(request, reply)) {
    const error = boundary.respond(context.headError ?? boundary.raise("unknown_route"), context);
    prepareError(error, request, reply);
    done(null, error.body);
  } else if (context.allow !== undefined) {
    reply.code(204).header("allow", context.allow);
    done(null, null);
  } else {
    checkError(boundary, context, request, reply, payload).then((replacement) => done(null, replacement), done);
  }
}

/** Returns whether a route has called `reply.callNotFound()`. */
function isNotFound({ is404, errata }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return is404 && statusCode === 404 && errata.allow === undefined;
}

async function checkError(
  boundary: Boundary,
  context: RequestContext,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const error = await boundary.checkReturned(isResponse(payload) ? payload : responseOf(reply, payload), context);
  if (error === undefined) return payload;
  if (payload instanceof Readable) payload.destroy();
  prepareError(error, request, reply);
  return error.body;
}

function responseOf(reply: FastifyReply, payload: unknown): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(reply.getHeaders())) headers.set(name, String(value));
  const isWhole = typeof payload === "string" || payload instanceof Uint8Array;
  return new Response(isWhole ? (payload as BodyInit) : null, { status: reply.statusCode, headers });
}

/** Records an error that interrupts a stream. Fastify then cuts the connection. */
function watchPayload(boundary: Boundary, context: RequestContext, reply: FastifyReply, payload: unknown): unknown {
  if (isResponse(payload)) return watchResponse(boundary, context, payload);
  if (payload instanceof ReadableStream) return watchStream(boundary, context, payload as ReadableStream<Uint8Array>);
  if (payload instanceof Readable)
    payload.once("error", (thrown) => {
      // Before the head is sent, Fastify passes the error to its error handler.
      if (reply.raw.headersSent) recordInterruption(boundary, thrown, context);
    });
  return payload;
}
