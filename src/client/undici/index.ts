/** Sends the client's requests through undici, in about half the time of Node's global fetch. */

export { type UndiciOptions, undiciFetch } from "./undici-fetch.ts";
