/** A shop API and a raw HTTP client, for the tests of the server and of its adapters. */
export { listen, openSocket, parseResponses, sendOne, sendRaw } from "./raw-socket.ts";
export { shop } from "./shop.ts";
