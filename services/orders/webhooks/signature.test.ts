import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newSecret, signedHeaders } from "./signature.ts";

describe("signedHeaders", () => {
  it("signs any body so that the library of Standard Webhooks accepts it", () => {
    const secret = newSecret();
    fc.assert(
      fc.property(fc.jsonValue(), fc.uuid(), (value, id) => {
        const body = JSON.stringify(value);
        const headers = signedHeaders({ id, sentAt: Date.now(), body }, [secret]);
        expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
        expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow();
        expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow();
      }),
    );
  });

  it("signs with two secrets so that a receiver with either accepts the message", () => {
    const [secret, old] = [newSecret(), newSecret()];
    const headers = signedHeaders({ id: "evt_1", sentAt: Date.now(), body: "{}" }, [secret, old]);
    expect(headers["webhook-signature"]).toMatch(/^v1,\S{44} v1,\S{44}$/);
    expect(new Webhook(secret).verify("{}", headers)).toEqual({});
    expect(new Webhook(old).verify("{}", headers)).toEqual({});
  });

  it("uses secrets of 32 random bytes", () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});
