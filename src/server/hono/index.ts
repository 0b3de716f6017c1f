/** Puts a boundary around a Hono app: errors, unknown routes, wrong methods, caps and request ids. */
export { type BoundaryEnv, type HonoBoundaryOptions, honoBoundary } from "./hono-boundary.ts";
export { jsonBody } from "./json-body.ts";
