import { describe, expect, it } from "vitest";
import type { EachEngine } from "./each-engine.ts";
import type { Reply } from "./http-client.ts";
import type { ServedApi } from "./serve-api.ts";
import { stableHeaders } from "./stable-headers.ts";

/** A key, as the API returned it. */
export interface ReturnedKey {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt: string | null;
}

/** A key as lists return it. */
type ListedKey = Readonly<Record<string, any>>;

/** The keys of one tenant, over HTTP. */
export interface RotatableKeys {
  /** Creates a key. @param body members of its body */
  create(body?: object): Promise<ReturnedKey>;
  /** Rotates a key with a key that may do so. */
  rotate(keyId: string, body?: object, headers?: Record<string, string>): Promise<Reply>;
  revoke(keyId: string): Promise<Reply>;
  /** Returns a page of the keys of the tenant. @param query `?limit=2`. @default the first page */
  list(query?: string): Promise<{ readonly items: readonly ListedKey[]; readonly nextCursor: string | null }>;
  /** Sends a request with a key. */
  use(secret: string): Promise<Reply>;
  /** Id of a key of another tenant. */
  readonly foreignId: string;
}

/** How an API differs from the others. */
export interface RotationSettings {
  /** Returns the data of a response. */
  readonly data: (reply: Reply) => any;
  /** Member with the secret. */
  readonly secret: string;
  /** Default lifetime, in days. */
  readonly days: number;
  readonly codes: {
    readonly rotated: string;
    readonly inactive: string;
    readonly unknown: string;
    readonly invalid: readonly string[];
    /** The code for a key that was rotated or revoked, and has ended. */
    readonly revoked: string;
    readonly expired: string;
  };
}

/** A running API whose keys are tested. */
interface RunningKeys extends Pick<ServedApi, "advance" | "expectDeclared"> {
  readonly service: { readonly backend: { readonly clock: () => number } };
}

const secondMs = 1_000;
const dayMs = 24 * 60 * 60 * secondMs;
const simultaneous = 10;

/** Adds tests for the life of an API's keys: expiry, rotation and revocation. */
export function rotationSuite<Running extends RunningKeys>(
  name: string,
  onEveryEngine: EachEngine<Running>,
  prepare: (running: Running) => Promise<RotatableKeys>,
  { data, secret: secretName, days, codes }: RotationSettings,
): void {
  const codeOf = ({ headers }: Reply): string | null => headers.get("errata-code");
  const created = (reply: Reply): ReturnedKey & { readonly replaces: { id: string; graceUntil: string } } => {
    expect([reply.status, reply.headers.get("cache-control")], reply.text).toEqual([201, "no-store"]);
    const { [secretName]: secret, ...key } = data(reply);
    return { ...key, secret };
  };

  describe(name, () => {
    onEveryEngine((running) => {
      it("return a new secret once when they are rotated, and stay valid until their grace period of one day ends", async () => {
        const keys = await prepare(running());
        const old = await keys.create();
        const next = created(await keys.rotate(old.id));
        expect([next.id === old.id, next.secret === old.secret, next.replaces.id]).toEqual([false, false, old.id]);
        for (const { secret } of [old, next]) expect((await keys.use(secret)).status).toBe(200);
        const { items: listed } = await keys.list();
        const { graceUntil } = next.replaces;
        expect(listed.find(({ id }) => id === old.id)).toMatchObject({ replacedBy: next.id, graceUntil });
        expect(listed.find(({ id }) => id === next.id)).toMatchObject({ replacedBy: null, graceUntil: null });
        expect(JSON.stringify(listed)).not.toContain(next.secret);
        running().advance(dayMs - 60 * secondMs);
        expect((await keys.use(old.secret)).status).toBe(200);
        running().advance(60 * secondMs);
        expect(codeOf(await keys.use(old.secret))).toBe(codes.revoked);
        expect((await keys.use(next.secret)).status).toBe(200);
      });

      it("are listed in pages, newest first", async () => {
        const keys = await prepare(running());
        for (let made = 0; made < 4; made += 1) await keys.create();
        const { items: all } = await keys.list();
        const found: ListedKey[] = [];
        for (let query: string | null = "?limit=2"; query !== null; ) {
          const { items, nextCursor } = await keys.list(query);
          found.push(...items);
          query = nextCursor && `?limit=2&cursor=${nextCursor}`;
        }
        expect(found).toEqual(all);
        const times = found.map(({ createdAt }) => createdAt);
        expect(times).toEqual([...times].sort().reverse());
      });

      it("name the key that replaced them when they are revoked, which stays valid", async () => {
        const keys = await prepare(running());
        const old = await keys.create();
        const next = created(await keys.rotate(old.id));
        expect(data(await keys.revoke(old.id))).toMatchObject({ id: old.id, replacedBy: next.id });
        expect(codeOf(await keys.use(old.secret))).toBe(codes.revoked);
        expect((await keys.use(next.secret)).status).toBe(200);
      });

      it("end at once when they are rotated without a grace period", async () => {
        const keys = await prepare(running());
        const old = await keys.create();
        expect((await keys.use(old.secret)).status).toBe(200);
        const next = created(await keys.rotate(old.id, { graceSec: 0 }));
        expect(codeOf(await keys.use(old.secret))).toBe(codes.revoked);
        expect((await keys.use(next.secret)).status).toBe(200);
      });

      it("name the new key when a rotation is repeated, with and without an Idempotency-Key, and change nothing", async () => {
        const keys = await prepare(running());
        const old = await keys.create();
        const headers = { "Idempotency-Key": "once" };
        const next = created(await keys.rotate(old.id, { graceSec: 3_600 }, headers));
        const before = await keys.list();
        for (const repeat of [
          [],
          [{ graceSec: 3_600 }, headers],
          [{ graceSec: 0 }],
          [{ graceSec: 0 }, headers],
        ] as const) {
          const reply = await keys.rotate(old.id, ...repeat);
          expect([reply.status, codeOf(reply)]).toEqual([409, codes.rotated]);
          expect(reply.text).toContain(next.id);
          expect(reply.text).not.toContain(next.secret);
        }
        expect(await keys.list()).toEqual(before);
        for (const { secret } of [old, next]) expect((await keys.use(secret)).status).toBe(200);
        running().advance(3_600 * secondMs);
        expect(codeOf(await keys.rotate(old.id))).toBe(codes.rotated);
      });

      it(`are rotated by exactly one of ${simultaneous} simultaneous requests, and the others name the new key`, async () => {
        const keys = await prepare(running());
        const old = await keys.create();
        const before = (await keys.list()).items.length;
        const replies = await Promise.all(Array.from({ length: simultaneous }, () => keys.rotate(old.id)));
        const [first, ...more] = replies.filter(({ status }) => status === 201);
        expect([first?.status, more]).toEqual([201, []]);
        const next = created(first as Reply);
        for (const reply of replies.filter((one) => one !== first)) {
          expect([codeOf(reply), reply.text.includes(next.id)]).toEqual([codes.rotated, true]);
        }
        expect((await keys.list()).items).toHaveLength(before + 1);
        for (const { secret } of [old, next]) expect((await keys.use(secret)).status).toBe(200);
      });

      it("cannot be rotated after they were revoked or have expired", async () => {
        const keys = await prepare(running());
        const [revoked, expired] = [await keys.create(), await keys.create({ expiresInDays: 1 })];
        expect((await keys.revoke(revoked.id)).status).toBeLessThan(300);
        expect(codeOf(await keys.use(revoked.secret))).toBe(codes.revoked);
        running().advance(dayMs);
        expect(codeOf(await keys.use(expired.secret))).toBe(codes.expired);
        const before = await keys.list();
        for (const [{ id }, reason] of [
          [revoked, "revoked"],
          [expired, "expired"],
        ] as const) {
          const reply = await keys.rotate(id);
          expect([reply.status, codeOf(reply)]).toEqual([409, codes.inactive]);
          expect(reply.text).toContain(reason);
        }
        expect(await keys.list()).toEqual(before);
      });

      it("of another tenant are unknown, with the same bytes as an id that never existed", async () => {
        const keys = await prepare(running());
        const ids = [keys.foreignId, "key_00000000-0000-4000-8000-000000000000", "a", "%00"];
        for (const send of [keys.rotate, keys.revoke]) {
          const replies = [];
          for (const id of ids) replies.push(await send(id));
          const [first] = replies as [Reply];
          expect([first.status, codeOf(first)]).toEqual([404, codes.unknown]);
          for (const reply of replies) {
            expect(withoutRequestId(reply)).toBe(withoutRequestId(first));
            expect(stableHeaders(reply)).toEqual(stableHeaders(first));
          }
        }
      });

      it("are not rotated by a request with an invalid grace period", async () => {
        const keys = await prepare(running());
        const old = await keys.create();
        const bodies = [-1, 2_592_001, 1.5, "1", null].map((graceSec) => ({ graceSec }));
        for (const body of [...bodies, { grace: 1 }]) {
          expect(codes.invalid, JSON.stringify(body)).toContain(codeOf(await keys.rotate(old.id, body)));
        }
        expect((await keys.list()).items.find(({ id }) => id === old.id)).toMatchObject({ replacedBy: null });
        created(await keys.rotate(old.id, { graceSec: 2_592_000 }));
      });

      it(`expire after ${days} days by default, and never if that is requested; a new key lives as long as the one it replaces`, async () => {
        const keys = await prepare(running());
        const [ordinary, short, eternal] = [
          await keys.create(),
          await keys.create({ expiresInDays: 10 }),
          await keys.create({ expiresInDays: null }),
        ];
        const left = ({ expiresAt }: { expiresAt: string | null }): number | null =>
          expiresAt === null ? null : Math.round((Date.parse(expiresAt) - running().service.backend.clock()) / dayMs);
        expect([left(ordinary), left(short), left(eternal)]).toEqual([days, 10, null]);
        running().advance(9 * dayMs);
        const next = created(await keys.rotate(short.id, { graceSec: 2_592_000 }));
        expect(left(next)).toBe(10);
        // The grace period does not lengthen the life of the old key.
        expect(next.replaces.graceUntil).toBe(short.expiresAt);
        expect(left(created(await keys.rotate(eternal.id)))).toBeNull();
        running().advance(dayMs);
        expect((await keys.use(next.secret)).status).toBe(200);
        expect([codes.revoked, codes.expired]).toContain(codeOf(await keys.use(short.secret)));
      });
    });
  });
}

function withoutRequestId({ text, headers }: Reply): string {
  return text.replaceAll(headers.get("x-request-id") ?? "", "");
}
