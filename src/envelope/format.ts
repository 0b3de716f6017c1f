import type { Fact, Format } from "./template.ts";

/** The formats that a fact has beside its plain form. */
export const formats: Readonly<Partial<Record<Fact, readonly Format[]>>> = {
  status: ["string"],
  details: ["string"],
  item: ["string"],
  grpc: ["connect"],
  code: ["shape"],
};

/** The gRPC names as Connect spells them. @see https://connectrpc.com/docs/protocol#error-codes */
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

/** Writes a constant in its format. A shape is written bare: senders need not qualify it, only readers must bear it. */
export function formatted(value: string | number, format: Format | undefined): string | number {
  if (format === "connect") return value === "CANCELLED" ? "canceled" : String(value).toLowerCase();
  return format === "string" ? String(value) : value;
}

/** Frees the name of a Smithy shape from its namespace and from an address behind it. A code holds neither `#` nor `/`. */
export function shapeName(text: string): string {
  const [name = ""] = text.split(/:https?:\/\//, 1);
  return name.slice(name.lastIndexOf("#") + 1);
}
