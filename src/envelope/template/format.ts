import type { Format } from "./template.ts";

/** The gRPC status names in Connect's spelling. @see https://connectrpc.com/docs/protocol#error-codes */
export const connectNames: readonly string[] = [
  "canceled",
  "unknown",
  "invalid_argument",
  "deadline_exceeded",
  "not_found",
  "already_exists",
  "permission_denied",
  "resource_exhausted",
  "failed_precondition",
  "aborted",
  "out_of_range",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
  "unauthenticated",
];

/** Encodes a value that is the same for every error of a code. A `shape` is sent without a namespace. */
export function formatConstant(value: string | number, format: Format | undefined): string | number {
  if (format === "connect") return value === "CANCELLED" ? "canceled" : String(value).toLowerCase();
  return format === "string" ? String(value) : value;
}

/** Strips the namespace and the address from a Smithy shape name. A code never contains `#` or `/`. */
export function shapeName(text: string): string {
  const [name = ""] = text.split(/:https?:\/\//, 1);
  return name.slice(name.lastIndexOf("#") + 1);
}
