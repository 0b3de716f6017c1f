import { inspect } from "node:util";
import type { Occurrence } from "errata/server";
import { expect, it } from "vitest";
import { privateRecord } from "./private-record.ts";

it("keeps names, codes and stack frames of errors, and removes their messages", () => {
  const inner = Object.assign(new Error("Key (name)=(CANARY) already exists."), { code: "23505", detail: "CANARY" });
  const outer = new TypeError("CANARY is not a function", { cause: inner });
  const kept: Occurrence[] = [];
  const members = {
    time: 1,
    requestId: "r",
    api: "scribe",
    code: "x",
    kind: "internal",
    status: 500,
    method: "GET",
    note: "name",
  } as const;
  const rest = {
    route: "/",
    operation: undefined,
    tenant: "t",
    undeclared: false,
    uncatalogued: false,
    omittedDetails: [],
    durationMs: 1,
    effect: "unknown",
    charged: "never",
    shouldRetry: undefined,
    retryAfterSec: undefined,
    language: "en",
    traceId: undefined,
    spanId: undefined,
  } as const;
  const request = { method: "GET", target: "/", header: () => undefined };
  const record = privateRecord((occurrence) => void kept.push(occurrence));
  for (const cause of [
    outer,
    "CANARY",
    { message: "CANARY" },
    Object.assign(new Error("CANARY"), { code: "CAN ARY", name: "CANARY!" }),
  ])
    record({ ...members, ...rest, cause, stack: outer.stack }, request);
  record({ ...members, ...rest, cause: undefined, stack: undefined }, request);
  expect(inspect(kept, { depth: 9, showHidden: true })).not.toContain("CANARY");
  expect(kept[0]).toMatchObject({ ...members, ...rest, cause: { message: "TypeError <- Error 23505" } });
  expect(kept[0]?.stack).toContain("private-record.test.ts");
  expect(kept.at(-1)?.cause).toBeUndefined();
});
