import { gzipSync } from "node:zlib";
import type { Fault } from "./fault-server.ts";

type HeaderTable = Readonly<Record<string, string>>;

/** Responds. A body that is not a string is sent as JSON. */
export const respond =
  (status: number, body: unknown = "", headers: HeaderTable = {}): Fault =>
  (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, isText ? headers : { "content-type": "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };

/** Responds with an error in the envelope of the shop. */
export const reject = (status: number, code: string, headers: HeaderTable = {}, members: object = {}): Fault =>
  respond(status, { error: { code, message: `It is ${code}.`, ...members } }, headers);

export const ok: Fault = respond(200, { fine: true });

/** Resets the connection before the response. */
export const reset: Fault = (response) => void response.socket?.resetAndDestroy();

/** Never responds. */
export const silence: Fault = () => undefined;

/** Sends the headers and the beginning of a body, and then nothing. */
export const stall =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.write('{"error":');
  };

/** Announces more bytes than it sends, and closes the connection. */
export const cut =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": "500" });
    response.write('{"error":{"code":"BRO', () => response.socket?.destroy());
  };

/** Delays another fault. */
export const late =
  (ms: number, then: Fault): Fault =>
  (response, request) =>
    void setTimeout(() => then(response, request), ms);

/** Responds with a compressed body, even if the client does not accept one. */
export const gzipped =
  (status: number, body: unknown): Fault =>
  (response) => {
    const bytes = gzipSync(JSON.stringify(body));
    response.writeHead(status, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(bytes);
  };

/** Declares a plain body as compressed. */
export const notGzipped =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end('{"error":{"code":"PLAIN"}}');
  };

/** Sends a body that never ends, as long as the client reads it. */
export const endless =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    const writeMore = (): void => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
      if (!response.destroyed) response.once("drain", writeMore);
    };
    writeMore();
  };
