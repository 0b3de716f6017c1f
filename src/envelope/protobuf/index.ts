/** Encodes and decodes the Protocol Buffers messages of error details, without generated code. */
export { decodeMessage, encodeMessage } from "./message.ts";
