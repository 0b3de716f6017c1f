import { expect } from "vitest";
import type { Reply } from "./http-client.ts";

/** Expects a documented error: the exact body, the status, and the headers of every error. */
export function expectError(
  reply: Reply,
  status: number,
  error: { readonly code: string; readonly message: string; readonly details?: unknown },
): void {
  expect(reply.text).toBe(JSON.stringify({ success: false, error }));
  expect(reply.status).toBe(status);
  expect(reply.headers.get("content-type")).toBe("application/json");
  expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
  expect(reply.headers.get("cache-control")).toBe("no-store");
  expect(reply.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
}
