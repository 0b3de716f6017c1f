/** Puts a boundary around a Hono app: errors, unknown routes, wrong methods, caps and request ids. */
export { type AnswerOnceOptions, answerOnce, type RunOnce } from "./answer-once.ts";
export { checkedBody } from "./checked-body.ts";
export { checkedQuery } from "./checked-query.ts";
export { type BoundaryEnv, type HonoBoundaryOptions, honoBoundary } from "./hono-boundary.ts";
export { jsonBody } from "./json-body.ts";
