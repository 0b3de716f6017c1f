/** Responds to requests for pages: content negotiation and conditional requests. */
export { pageResponse, preferredType } from "./page-response.ts";
