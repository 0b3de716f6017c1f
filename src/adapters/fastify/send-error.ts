import type { OutgoingHttpHeaders } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Boundary, type ErrorResponse, isResponse, lingeringClose, NodeHead } from "../../server/adapter.ts";
import { bodyFault, errorToSend, sentErrorOf, setSentError } from "../shared/index.ts";

/** Headers that describe the body of a response that is replaced, or its framing. Listed, because Fastify copies its headers to return them. */
const bodyHeaders = [
  ...["content-disposition", "content-encoding", "content-language", "content-location", "content-range"],
  ...["content-type", "content-length", "transfer-encoding", "trailer", "connection", "keep-alive", "upgrade"],
  ...["etag", "last-modified", "accept-ranges"],
];

/** Responds to a thrown value. */
export function respond(boundary: Boundary, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  const context = request.errata ?? boundary.begin(new NodeHead(raw));
  context.aborted ||= reply.raw.destroyed || (raw.destroyed && !raw.complete);
  const fault = bodyFault(thrown, raw);
  if (fault !== undefined) context.bodyError = fault;
  if (reply.raw.headersSent) {
    boundary.respond(thrown, context, "the response had started; the stream was cut");
    reply.hijack();
    reply.raw.destroy();
  } else if (isResponse(thrown)) {
    // Sent like a returned one, so that its own hook checks it.
    reply.send(thrown);
  } else {
    sendError(boundary.respond(errorToSend(thrown, context), context), request, reply);
  }
}

/**
 * Responds to an error of a hook that has failed while an error was sent, and would fail again. Fastify's own handler would
 * send the error's message.
 */
export function respondWithoutHooks(
  boundary: Boundary,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const context = request.errata ?? boundary.begin(new NodeHead(request.raw));
  const isRecorded = (sentErrorOf(reply.raw)?.status ?? 0) >= 500;
  const error = isRecorded ? boundary.render(thrown, context) : boundary.respond(thrown, context);
  prepareError(error, request, reply);
  reply.hijack();
  reply.raw.writeHead(error.status, reply.getHeaders() as OutgoingHttpHeaders).end(error.body);
}

/** Sends an error with the headers that hooks have set, such as those of CORS, and without a serializer. */
function sendError(error: ErrorResponse, request: FastifyRequest, reply: FastifyReply): void {
  prepareError(error, request, reply);
  reply.serializer(asIs).send(error.body);
}

/** Sets the status and the headers of an error. A masked error keeps only the headers of CORS. */
export function prepareError(error: ErrorResponse, { raw }: FastifyRequest, reply: FastifyReply): void {
  setSentError(reply.raw, error.error);
  const isMasked = error.error.entry.masks.length > 0;
  const dropped = isMasked
    ? Object.keys(reply.getHeaders()).filter((name) => !/^access-control-/.test(name))
    : bodyHeaders;
  for (const name of dropped) if (reply.hasHeader(name)) reply.removeHeader(name);
  reply.raw.statusMessage = "";
  reply.code(error.status).headers(lingeringClose(error, raw));
}

function asIs(payload: unknown): string {
  return payload as string;
}
