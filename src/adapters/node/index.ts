/** Puts a boundary around node:http: handlers in Node's own style, and the answers that Node gives by itself. */
export { incomingFacts } from "./incoming-facts.ts";
export { type NodeHandler, type NodeListenerOptions, nodeListener } from "./node-listener.ts";
export { type BoundaryForTarget, handleClientErrors } from "./own-client-errors.ts";
export { readBodyOf, readJsonOf } from "./read-incoming.ts";
export { serverOptions } from "./server-options.ts";
