import type { AnyContract } from "errata";
import { describe, expect, it } from "vitest";
import type { EachEngine } from "./each-engine.ts";
import type { Reply } from "./http-client.ts";

/** A request that creates or charges, in an account of its own. */
export interface KeyedRequest {
  /** Sends the request. */
  send(headers: Record<string, string>): Promise<Reply>;
  /** Sends a different request for the same operation. */
  sendOther(headers: Record<string, string>): Promise<Reply>;
  /** Counts everything that the request creates, charges or sends. */
  count(): Promise<number>;
  /** Path of the secret in the response. @default none */
  readonly secret?: readonly string[];
}

/** The codes of the keys that cannot be used. */
export interface KeyedCodes {
  readonly malformed: string;
  readonly reused: string;
  readonly inProgress: string;
}

/** Prepares the request of each operation that accepts a key, by operation. */
export type KeyedRequests<Running> = Readonly<Record<string, (running: Running) => Promise<KeyedRequest>>>;

const simultaneous = 10;

/** Adds tests for every operation of a contract that accepts an Idempotency-Key. */
export function keyedSuite<Running>(
  contract: AnyContract,
  onEveryEngine: EachEngine<Running>,
  requests: KeyedRequests<Running>,
  codes: KeyedCodes,
): void {
  it("covers every operation that accepts an Idempotency-Key", () => {
    const keyed = [...contract.operations.values()].filter(({ idempotencyKey }) => idempotencyKey);
    expect(Object.keys(requests).sort()).toEqual(keyed.map(({ name }) => name).sort());
  });

  describe.each(Object.entries(requests))("the Idempotency-Key of %s", (_operation, prepare) => {
    onEveryEngine((running) => {
      it("returns the first response to a repeat, without its secret, and does the work once", async () => {
        const { send, count, secret } = await prepare(running());
        const before = await count();
        const first = await send({ "Idempotency-Key": "first" });
        const again = await send({ "Idempotency-Key": '"first"' });
        expect([first.status < 300, again.status], first.text).toEqual([true, first.status]);
        expect(again.json).toEqual(withoutSecret(first.json, secret));
        if (secret === undefined) expect(again.text).toBe(first.text);
        else expect(again.text).not.toContain(valueAt(first.json, secret));
        expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
        expect(again.headers.get("idempotent-replayed")).toBe("true");
        expect(again.headers.get("original-request")).toBe(first.headers.get("x-request-id"));
        expect(first.headers.get("idempotent-replayed")).toBeNull();
        expect(await count()).toBe(before + 1);
      });

      it(`does the work once for ${simultaneous} simultaneous requests, of which the others get its response or must wait`, async () => {
        const { send, count } = await prepare(running());
        const before = await count();
        const sent = Array.from({ length: simultaneous }, () => send({ "Idempotency-Key": "many" }));
        const replies = await Promise.all(sent);
        const done = replies.filter(({ status }) => status < 300);
        expect(done.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
        for (const reply of replies.filter((one) => !done.includes(one))) {
          expect(reply.headers.get("errata-code"), reply.text).toBe(codes.inProgress);
          expect(reply.headers.get("retry-after")).toBe("1");
        }
        expect(await count()).toBe(before + 1);
        expect((await send({ "Idempotency-Key": "many" })).headers.get("idempotent-replayed")).toBe("true");
        expect(await count()).toBe(before + 1);
      });

      it("is rejected for another request, and if it is malformed, without any work", async () => {
        const { send, sendOther, count } = await prepare(running());
        await send({ "Idempotency-Key": "used" });
        const before = await count();
        for (const [reply, code] of [
          [await sendOther({ "Idempotency-Key": "used" }), codes.reused],
          [await send({ "Idempotency-Key": "two words" }), codes.malformed],
          [await send({ "Idempotency-Key": "x".repeat(256) }), codes.malformed],
        ] as const) {
          expect(reply.headers.get("errata-code"), reply.text).toBe(code);
        }
        expect(await count()).toBe(before);
      });
    });
  });
}

function valueAt(json: any, path: readonly string[]): string {
  const value = path.reduce((parent, name) => parent?.[name], json);
  expect(value).toEqual(expect.any(String));
  return value;
}

function withoutSecret(json: unknown, path: readonly string[] = []): unknown {
  const copy: any = structuredClone(json);
  const last = path.at(-1);
  if (last !== undefined) delete path.slice(0, -1).reduce((parent, name) => parent[name], copy)[last];
  return copy;
}
