import { expect } from "vitest";
import { vision } from "../vision/contract.ts";
import type { Reply } from "./http-client.ts";
import type { RunningVision } from "./running-vision.ts";

/** The contents of an error response. */
export interface VisionError {
  readonly code: (typeof vision.codes)[number];
  readonly message: string;
  readonly details?: object;
}

/**
 * Expects a documented error: the exact body in the envelope of its layer, or in the rich one if the service is unified;
 * the status; and the headers of every error.
 */
export function expectVisionError(
  { unified }: RunningVision,
  reply: Reply,
  status: number,
  { code, message, details }: VisionError,
): void {
  const requestId = reply.headers.get("x-request-id");
  expect(requestId).toMatch(/^[\w-]{8,}$/);
  const form = unified ? "rich" : vision.entries.get(code)?.envelope;
  const field = (details as { field?: string } | undefined)?.field;
  const bodies = {
    rich: { error: { code, message, details: details ?? {} }, request_id: requestId },
    detail: { detail: field === undefined ? { code, message } : { code, message, field } },
    text: { detail: message },
  };
  expect(reply.text).toBe(JSON.stringify(bodies[(form ?? "text") as keyof typeof bodies]));
  expect(reply.status).toBe(status);
  expect(reply.headers.get("content-type")).toBe("application/json");
  expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
  expect(reply.headers.get("cache-control")).toBe("no-store");
}
