import { IncomingMessage, type ServerResponse } from "node:http";
import { requireMember } from "../../../contract/faults/arguments.ts";
import { requireOptions } from "../../../contract/faults/options.ts";
import {
  BodyError,
  bodyTooLarge,
  defaultMaxBytes,
  parseJson,
  type ReadJsonOptions,
  requireJsonType,
} from "../../../server/adapter.ts";

/**
 * Reads the JSON body of a Node request.
 *
 * @throws BodyError `unsupported_media` if the Content-Type is not JSON in UTF-8 or the body is compressed,
 * `body_too_large`, `malformed_body`, and `cancelled` if the client disconnects
 * @example
 * ```ts
 * import { type NodeHandler, readJsonBody } from "errata/node";
 *
 * export const echo: NodeHandler = async (request, response) => {
 *   response.end(JSON.stringify(await readJsonBody(request, { maxBytes: 65_536 })));
 * };
 * ```
 */
export async function readJsonBody(request: IncomingMessage, options: ReadJsonOptions = {}): Promise<unknown> {
  requireMember("readJsonBody: request", request, "headers", "a request of node:http");
  requireJsonType(request.headers["content-type"], request.headers["content-encoding"]);
  return parseJson(await readBody(request, options));
}

/**
 * Reads the body of a Node request into memory. Stops at the first byte over the limit and leaves the connection open for
 * the response.
 *
 * @throws BodyError `body_too_large`, before reading if the declared length exceeds the limit; `cancelled` if the client
 * disconnects
 * @example
 * ```ts
 * import { type NodeHandler, readBody } from "errata/node";
 *
 * export const upload: NodeHandler = async (request, response) => {
 *   const bytes = await readBody(request, { maxBytes: 10_485_760 });
 *   response.end(`${bytes.byteLength} bytes received`);
 * };
 * ```
 */
export function readBody(request: IncomingMessage, options: ReadJsonOptions = {}): Promise<Uint8Array> {
  requireOptions("readBody", options, { maxBytes: 0 });
  requireMember("readBody: request", request, "headers", "a request of node:http");
  const { maxBytes = defaultMaxBytes } = options;
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    if (Number(request.headers["content-length"] ?? 0) > maxBytes) return reject(bodyTooLarge(maxBytes));
    // A destroyed stream emits no further events.
    if (request.destroyed && !request.readableEnded) return onError(request.errored);
    request.on("data", onData).once("end", onEnd).once("error", onError).once("close", onClose);

    function onData(chunk: Uint8Array): void {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) settle(() => reject(bodyTooLarge(maxBytes)));
      else chunks.push(chunk);
    }
    function onEnd(): void {
      const body = Buffer.concat(chunks);
      receivedBodies.set(request, body);
      settle(() => resolve(body));
    }
    function onError(error: Error | null): void {
      settle(() => reject(error instanceof BodyError ? error : disconnected(error ?? undefined)));
    }
    function onClose(): void {
      settle(() => reject(disconnected()));
    }
    function settle(complete: () => void): void {
      request.off("data", onData).off("end", onEnd).off("close", onClose);
      complete();
    }
  });
}

/** Bodies that have been read, to find out whether one caused a SyntaxError. */
const receivedBodies = new WeakMap<IncomingMessage, Uint8Array>();

/** Returns the body that `readBody` has read; undefined if it has read none. */
export function receivedBody(request: IncomingMessage): Uint8Array | undefined {
  return receivedBodies.get(request);
}

/** Creates the error of a body that is incomplete because the client disconnected. */
export function disconnected(cause?: Error): BodyError {
  return new BodyError("cancelled", "The client disconnected before the body was complete.", {}, { cause });
}

/**
 * Ends a body that can never be complete. Readers get the error, now or later. The connection stays open for the
 * response, which `request.destroy()` alone would prevent.
 */
export function failBody(request: IncomingMessage, error: BodyError): void {
  if (request.complete || request.destroyed) return;
  request._destroy = (_cause, done) => {
    // As in Node's own implementation: an error without a listener is not thrown.
    process.nextTick(() => done(request.listenerCount("error") === 0 ? null : error));
  };
  request.destroy(error);
}

/** Sends 100 Continue only when the handler reads the body, so that a request that is rejected by its head sends none. */
export function continueOnRead(request: IncomingMessage, response: ServerResponse): void {
  const { shouldKeepAlive } = response;
  // Without 100 Continue, the server cannot know whether the body follows, so no other request can.
  response.shouldKeepAlive = false;
  request._read = (size) => {
    request._read = IncomingMessage.prototype._read;
    if (!response.headersSent && !response.destroyed) {
      response.shouldKeepAlive = shouldKeepAlive;
      response.writeContinue();
    }
    request._read(size);
  };
}
