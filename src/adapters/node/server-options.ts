import type { ServerOptions } from "node:http";

/**
 * Options of `http.createServer` under which slow and oversized requests are answered soon: head of a request within
 * 10 s, all of it within 120 s, looked at every second; 16 KiB of headers. Node looks every 30 s only.
 */
export const serverOptions: Readonly<
  Required<
    Pick<
      ServerOptions,
      "connectionsCheckingInterval" | "headersTimeout" | "keepAliveTimeout" | "maxHeaderSize" | "requestTimeout"
    >
  >
> = {
  connectionsCheckingInterval: 1_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16_384,
  requestTimeout: 120_000,
};
