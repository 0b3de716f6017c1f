/** Runs a boundary on node:http, and replaces the responses that Node sends by itself. */
export { type BoundaryForTarget, handleClientErrors, readBody, readJsonBody } from "../shared/index.ts";
export { type NodeHandler, type NodeListenerOptions, nodeListener, serverOptions } from "./node-listener.ts";
