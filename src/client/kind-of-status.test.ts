import { expect, it } from "vitest";
import { type Kind, kinds } from "../contract/index.ts";
import { kindOfStatus, retryOfKind, usualKinds } from "./kind-of-status.ts";

const all = Object.keys(kinds) as Kind[];

it("tells a kind for every status, and only one whose own statuses hold it, where the table has such a kind", () => {
  // Rare, and told as faults of the request, which need no other answer than 400 does. 499 is for the log of a proxy.
  const left = new Set([405, 406, 411, 414, 415, 431, 499]);
  const statuses = new Set(all.flatMap((kind) => kinds[kind].statuses).filter((status) => !left.has(status)));
  for (const status of statuses)
    expect([status, kinds[kindOfStatus(status)].statuses.includes(status)]).toEqual([status, true]);
  for (let status = -1; status < 1000; status += 1) expect(kinds).toHaveProperty(kindOfStatus(status));
});

it("repeats the table of kinds where it says how to retry", () => {
  for (const kind of all) {
    const { retry } = kinds[kind];
    // What a person has to do first is no matter of this client: for it, both are never.
    const expected = retry === "after_action" || retry === "after_state" ? "never" : retry;
    expect([kind, retryOfKind[kind] ?? "never"]).toEqual([kind, expected]);
  }
});

it("knows no kinds but those of the table", () => {
  for (const kind of [...usualKinds, ...Object.keys(retryOfKind)]) expect(all).toContain(kind);
});
