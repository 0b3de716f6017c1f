/** Responds to requests for pages: content negotiation and conditional requests. */
export { pageResponse } from "./page-response.ts";
export { preferredType } from "./preferred-type.ts";
