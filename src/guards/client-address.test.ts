import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

describe("client address", () => {
  const client = clientAddress({ trustedProxies: ["10.0.0.0/8", "fd00::/8", "192.0.2.7"] });

  it("believes X-Forwarded-For only from a trusted proxy", () => {
    expect(client({ peer: "203.0.113.9", forwardedFor: "198.51.100.1" })).toBe("203.0.113.9");
    expect(client({ peer: "10.1.2.3", forwardedFor: "198.51.100.1" })).toBe("198.51.100.1");
    expect(clientAddress()({ peer: "10.1.2.3", forwardedFor: "198.51.100.1" })).toBe("10.1.2.3");
  });

  it("takes the entry that the outermost trusted proxy wrote, whatever a client put left of it", () => {
    expect(client({ peer: "10.1.2.3", forwardedFor: "6.6.6.6, 198.51.100.1, 192.0.2.7, fd00::1" })).toBe(
      "198.51.100.1",
    );
    fc.assert(
      fc.property(fc.string(), (forged) => {
        expect(client({ peer: "10.1.2.3", forwardedFor: `${forged},198.51.100.1` })).toBe("198.51.100.1");
      }),
    );
  });

  it("keeps the last proxy as the client when an entry is no address", () => {
    expect(client({ peer: "10.1.2.3", forwardedFor: "198.51.100.1, _hidden" })).toBe("10.1.2.3");
    expect(client({ peer: "10.1.2.3", forwardedFor: "" })).toBe("10.1.2.3");
    expect(client({ peer: "" })).toBe("unknown");
  });

  it("strips ports, brackets and zones, and reads mapped addresses as IPv4 in every spelling", () => {
    expect(client({ peer: "10.1.2.3", forwardedFor: "198.51.100.1:4711" })).toBe("198.51.100.1");
    expect(client({ peer: "10.1.2.3", forwardedFor: "[2001:db8::1]:4711" })).toBe("2001:db8:0:0::/56");
    expect(client({ peer: "fe80::1%eth0" })).toBe("fe80:0:0:0::/56");
    expect(client({ peer: "::ffff:203.0.113.9" })).toBe("203.0.113.9");
    expect(client({ peer: "::ffff:cb00:7109" })).toBe("203.0.113.9");
    expect(client({ peer: "::ffff:10.0.0.1", forwardedFor: "198.51.100.1" })).toBe("198.51.100.1");
  });

  it("gives one subject to all addresses of one /56, and different ones to neighbours", () => {
    expect(client({ peer: "2001:db8:aa:bb00::1" })).toBe(client({ peer: "2001:db8:aa:bbff:ffff:ffff:ffff:ffff" }));
    expect(client({ peer: "2001:db8:aa:bb00::1" })).not.toBe(client({ peer: "2001:db8:aa:bc00::1" }));
    const narrow = clientAddress({ ipv6Bits: 64 });
    expect(narrow({ peer: "2001:db8:aa:bb00::1" })).not.toBe(narrow({ peer: "2001:db8:aa:bb01::1" }));
  });

  it("names the subject of any IPv6 address, however it is written", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const long = new URL(`http://[${address}]/`).hostname.slice(1, -1);
        expect(client({ peer: address })).toBe(client({ peer: long }));
      }),
    );
  });

  it("refuses a proxy list that is no list of addresses", () => {
    expect(() => clientAddress({ trustedProxies: ["proxy.example"] })).toThrow(/proxy\.example.*10\.0\.0\.0\/8/s);
    expect(() => clientAddress({ trustedProxies: ["10.0.0.0/33"] })).toThrow(/CIDR/);
    expect(() => clientAddress({ ipv6Bits: 0 })).toThrow(/16 to 128/);
  });
});
