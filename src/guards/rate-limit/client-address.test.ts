import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

/** An empty prefix length once trusted every address. */
const MALFORMED = [
  ...[
    "192.0.2.1/",
    "fd00::/",
    "10.0.0.0/33",
    "fd00::/129",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/08",
    "10.0.0.0/8.0",
  ],
  ...["10.0.0.0/0x8", "10.0.0.0/1e1", "10.0.0.0/ 8", "10.0.0.0/8 ", " 10.0.0.0/8", "10.0.0.0/8/16", "/8", "", "10.0.0"],
  ...["fe80::1%eth0", "[fd00::1]", "10.0.0.0/255.0.0.0"],
];

describe("clientAddress", () => {
  const client = clientAddress({ trustedProxies: ["10.0.0.0/8", "fd00::/8", "192.0.2.7"] });

  it("trusts X-Forwarded-For from a trusted proxy only", () => {
    expect(client({ peer: "203.0.113.9", forwardedFor: "198.51.100.1" })).toBe("203.0.113.9");
    expect(client({ peer: "10.1.2.3", forwardedFor: "198.51.100.1" })).toBe("198.51.100.1");
    expect(clientAddress()({ peer: "10.1.2.3", forwardedFor: "198.51.100.1" })).toBe("10.1.2.3");
  });

  it("returns the entry added by the outermost trusted proxy, and ignores forged entries left of it", () => {
    expect(client({ peer: "10.1.2.3", forwardedFor: "6.6.6.6, 198.51.100.1, 192.0.2.7, fd00::1" })).toBe(
      "198.51.100.1",
    );
    fc.assert(
      fc.property(fc.string(), (forged) => {
        expect(client({ peer: "10.1.2.3", forwardedFor: `${forged},198.51.100.1` })).toBe("198.51.100.1");
      }),
    );
  });

  it("returns one subject for connections whose socket is closed", () => {
    expect(clientAddress()({ peer: undefined })).toBe("unknown");
    expect(clientAddress({ trustedProxies: ["10.0.0.0/8"] })({ peer: undefined, forwardedFor: "9.9.9.9" })).toBe(
      "unknown",
    );
  });

  it("returns the last proxy when an entry is not an address", () => {
    expect(client({ peer: "10.1.2.3", forwardedFor: "198.51.100.1, _hidden" })).toBe("10.1.2.3");
    expect(client({ peer: "10.1.2.3", forwardedFor: "" })).toBe("10.1.2.3");
    expect(client({ peer: "" })).toBe("unknown");
  });

  it("removes ports, brackets and zones, and converts IPv4-mapped addresses in every notation", () => {
    expect(client({ peer: "10.1.2.3", forwardedFor: "198.51.100.1:4711" })).toBe("198.51.100.1");
    expect(client({ peer: "10.1.2.3", forwardedFor: "[2001:db8::1]:4711" })).toBe("2001:db8:0:0::/56");
    expect(client({ peer: "fe80::1%eth0" })).toBe("fe80:0:0:0::/56");
    expect(client({ peer: "::ffff:203.0.113.9" })).toBe("203.0.113.9");
    expect(client({ peer: "::ffff:cb00:7109" })).toBe("203.0.113.9");
    expect(client({ peer: "::ffff:10.0.0.1", forwardedFor: "198.51.100.1" })).toBe("198.51.100.1");
  });

  it("returns the IPv4 address of a client behind NAT64", () => {
    expect(client({ peer: "64:ff9b::203.0.113.9" })).toBe("203.0.113.9");
    expect(client({ peer: "64:ff9b::cb00:7109" })).toBe("203.0.113.9");
    expect(client({ peer: "10.1.2.3", forwardedFor: "[64:ff9b::c633:6401]:443" })).toBe("198.51.100.1");
    expect(client({ peer: "64:ff9b::10.1.2.3", forwardedFor: "198.51.100.1" })).toBe("198.51.100.1");
    expect(client({ peer: "64:ff9b:1::203.0.113.9" })).toBe("203.0.113.9");
    expect(client({ peer: "64:ff9b:1:fffe::cb00:7109" })).toBe("203.0.113.9");
    expect(client({ peer: "64:ff9b:2::203.0.113.9" })).toBe("64:ff9b:2:0::/56");
    expect(client({ peer: "64:ff9b::1:cb00:7109" })).toBe("64:ff9b:0:0::/56");
  });

  it("trusts a proxy whose network is in IPv6 form, but not all of IPv4 for the NAT64 prefix itself", () => {
    for (const network of ["64:ff9b::192.0.2.0/120", "::ffff:192.0.2.0/120", "64:ff9b::c000:209"]) {
      const behind = clientAddress({ trustedProxies: [network] });
      expect(behind({ peer: "192.0.2.9", forwardedFor: "198.51.100.1" }), network).toBe("198.51.100.1");
      expect(behind({ peer: "192.0.3.9", forwardedFor: "198.51.100.1" }), network).toBe("192.0.3.9");
    }
    const nat64 = clientAddress({ trustedProxies: ["64:ff9b::/96"] });
    expect(nat64({ peer: "192.0.2.9", forwardedFor: "198.51.100.1" })).toBe("192.0.2.9");
  });

  it("returns one subject for all addresses of a /56, and another for its neighbor", () => {
    expect(client({ peer: "2001:db8:aa:bb00::1" })).toBe(client({ peer: "2001:db8:aa:bbff:ffff:ffff:ffff:ffff" }));
    expect(client({ peer: "2001:db8:aa:bb00::1" })).not.toBe(client({ peer: "2001:db8:aa:bc00::1" }));
    const narrow = clientAddress({ ipv6Bits: 64 });
    expect(narrow({ peer: "2001:db8:aa:bb00::1" })).not.toBe(narrow({ peer: "2001:db8:aa:bb01::1" }));
  });

  it("returns the same subject for every notation of an IPv6 address", () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const long = new URL(`http://[${address}]/`).hostname.slice(1, -1);
        expect(client({ peer: address })).toBe(client({ peer: long }));
      }),
    );
  });

  it("throws for a network that is not an address or a CIDR range, and for ipv6Bits out of bounds", () => {
    expect(() => clientAddress({ trustedProxies: ["proxy.example"] })).toThrow(/proxy\.example.*10\.0\.0\.0\/8/s);
    for (const network of MALFORMED) {
      expect(() => clientAddress({ trustedProxies: [network] }), network).toThrow(/expected an IP address or a CIDR/);
    }
    expect(() => clientAddress({ ipv6Bits: 0 })).toThrow(/16 to 128/);
  });
});
