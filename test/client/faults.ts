import { gzipSync } from "node:zlib";
import type { Fault } from "./fault-server.ts";

type HeaderTable = Readonly<Record<string, string>>;

/** Answers. A body that is no string is sent as JSON. */
export const answer =
  (status: number, body: unknown = "", headers: HeaderTable = {}): Fault =>
  (response) => {
    const isText = typeof body === "string";
    response.writeHead(status, isText ? headers : { "content-type": "application/json", ...headers });
    response.end(isText ? body : JSON.stringify(body));
  };

/** Answers in the envelope of the shop. */
export const refuse = (status: number, code: string, headers: HeaderTable = {}, more: object = {}): Fault =>
  answer(status, { error: { code, message: `It is ${code}.`, ...more } }, headers);

export const ok: Fault = answer(200, { fine: true });

/** Resets the connection before any answer. */
export const reset: Fault = (response) => void response.socket?.resetAndDestroy();

/** Never answers. */
export const silence: Fault = () => undefined;

/** Sends the headers, and then nothing. */
export const stall =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.write('{"error":');
  };

/** Announces more than it sends, then ends the connection. */
export const cut =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": "500" });
    response.write('{"error":{"code":"BRO', () => response.socket?.destroy());
  };

/** Answers late. */
export const late =
  (ms: number, then: Fault): Fault =>
  (response, request) =>
    void setTimeout(() => then(response, request), ms);

/** Answers compressed, without being asked. */
export const gzipped =
  (status: number, body: unknown): Fault =>
  (response) => {
    const bytes = gzipSync(JSON.stringify(body));
    response.writeHead(status, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end(bytes);
  };

/** Says that its plain body is compressed. */
export const notGzipped =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "content-encoding": "gzip" });
    response.end('{"error":{"code":"PLAIN"}}');
  };

/** Sends a body that does not end, for as long as somebody reads. */
export const endless =
  (status: number): Fault =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    const more = (): void => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };
