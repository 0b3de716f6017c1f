import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyChecksum, keyFormat } from "./key-format.ts";

const format = keyFormat({ prefix: "imk", environment: "live" });
const base62 = fc
  .array(fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"), {
    minLength: 30,
    maxLength: 30,
  })
  .map((characters) => characters.join(""));

describe("key format", () => {
  it("computes the checksums of tokens published by GitHub", () => {
    expect(keyChecksum("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")).toBe("0mLq17");
    expect(keyChecksum("A".repeat(30))).toBe("0uCPlr");
    expect(keyChecksum("adE7dp8rHP6gUTuPwxLTZjZdtya3sV")).toBe("0UQzQM");
    expect(keyChecksum("H3xbiBdlzffNx7Y56iNsPw3joObj7U")).toBe("2nO29h");
  });

  it("mints unique keys of the documented form that verify without the store", () => {
    const keys = Array.from({ length: 500 }, () => format.mint());
    for (const key of keys) {
      expect(key).toMatch(/^imk_live_[0-9A-Za-z]{36}$/);
      expect(format.verify(key)).toBe(true);
      expect(format.parse(key)).toEqual({ prefix: "imk", environment: "live", start: key.slice(9, 13) });
    }
    expect(new Set(keys).size).toBe(500);
  });

  it("uses every character equally often", () => {
    const counts = new Map<string, number>();
    const long = keyFormat({ prefix: "a", environment: "b", randomLength: 86 });
    for (let index = 0; index < 1_000; index++) {
      for (const character of long.mint().slice(4, 90)) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    const expected = 86_000 / 62;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(62);
    // 61 degrees of freedom: 120 is exceeded in about 1 of 100,000 runs; byte % 62 without rejection reaches about 1,000.
    expect(chiSquare).toBeLessThan(120);
  });

  it("rejects a key in which one character was changed", () => {
    fc.assert(
      fc.property(base62, fc.nat(35), fc.constantFrom(..."0Az9_- é"), (random, position, replacement) => {
        const body = random + keyChecksum(random);
        const key = `imk_live_${body.slice(0, position)}${replacement}${body.slice(position + 1)}`;
        expect(format.verify(key)).toBe(replacement === body.charAt(position));
      }),
    );
  });

  it("rejects any other text without throwing", { timeout: 30_000 }, () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !format.verify(text)));
    const other = keyFormat({ prefix: "imk", environment: "test" }).mint();
    expect(format.parse(other)).toBeUndefined();
    expect(format.verify(`${format.mint()}\n`)).toBe(false);
  });

  it("hashes with SHA-256, or with an HMAC if there is a pepper", () => {
    expect(format.hash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const peppered = keyFormat({ prefix: "imk", environment: "live", pepper: "k".repeat(32) });
    expect(peppered.hash("abc")).toMatch(/^[0-9a-f]{64}$/);
    expect(peppered.hash("abc")).not.toBe(format.hash("abc"));
  });

  it("throws with the bounds for an option out of bounds", () => {
    expect(() => keyFormat({ prefix: "IM_K", environment: "live" })).toThrow(/prefix.*a-z.*IM_K/);
    expect(() => keyFormat({ prefix: "imk", environment: "" })).toThrow(/environment/);
    expect(() => keyFormat({ prefix: "imk", environment: "live", randomLength: 8 })).toThrow(/30 to 86.*8/);
    expect(() => keyFormat({ prefix: "imk", environment: "live", pepper: "short" })).toThrow(/32 bytes.*5/);
  });
});
