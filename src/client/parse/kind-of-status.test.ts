import { expect, it } from "vitest";
import { type Kind, kinds } from "../../contract/index.ts";
import { retryOfKind } from "../call-error.ts";
import { kindOfStatus, statusKinds } from "./kind-of-status.ts";

const allKinds = Object.keys(kinds) as Kind[];

it("returns a kind of the table for every status, and a kind that lists the status if there is one", () => {
  // These are handled like 400. 499 appears only in the logs of proxies.
  const handledLike400 = new Set([405, 406, 411, 414, 415, 416, 431, 499]);
  const statuses = new Set(
    allKinds.flatMap((kind) => kinds[kind].statuses).filter((status) => !handledLike400.has(status)),
  );
  for (const status of statuses)
    expect([status, kinds[kindOfStatus(status)].statuses.includes(status)]).toEqual([status, true]);
  for (let status = -1; status < 1000; status += 1) expect(kinds).toHaveProperty(kindOfStatus(status));
});

it("retries each kind as the table of kinds says", () => {
  for (const kind of allKinds) {
    const { retry } = kinds[kind];
    // The client cannot act for a person or change a state, so it never retries these.
    const expected = retry === "after_action" || retry === "after_state" ? "never" : retry;
    expect([kind, retryOfKind[kind] ?? "never"]).toEqual([kind, expected]);
  }
});

it("names only kinds of the table", () => {
  for (const kind of [...statusKinds(), ...Object.keys(retryOfKind)]) expect(allKinds).toContain(kind);
});
