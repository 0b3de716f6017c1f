/** Runs a boundary on node:http, and replaces the responses that Node sends by itself. */
export { type BoundaryForTarget, handleClientErrors } from "./client-errors.ts";
export { type NodeHandler, type NodeListenerOptions, nodeListener, serverOptions } from "./node-listener.ts";
export { readBody, readJsonBody } from "./request-body.ts";
