import { unify } from "errata";
import { expect } from "vitest";
import { vision } from "../vision/contract.ts";
import { type DocumentedError, expectDocumented } from "./expect-error.ts";
import type { Reply } from "./http-client.ts";
import type { RunningVision } from "./running-vision.ts";

const unified = unify(vision, "rich");

/** Expects a documented error, in the envelope of its layer or, if the service is unified, in the rich one. */
export function expectVisionError(
  running: RunningVision,
  reply: Reply,
  status: number,
  { code, ...error }: DocumentedError & { readonly code: (typeof vision.codes)[number] },
): void {
  expectDocumented(running.unified ? unified : vision, reply, code, error);
  expect(reply.status).toBe(status);
}
