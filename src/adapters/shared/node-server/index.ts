/** Responds to requests that are not HTTP, and reads bodies, for every server of `node:http`. */
export { type BoundaryForTarget, handleClientErrors } from "./client-errors.ts";
export { readBody, readJsonBody, receivedBody } from "./request-body.ts";
