import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, addressRules } from "./public-address.ts";

const rules = addressRules();

describe("addressRules", () => {
  it.each([
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "",
    "localhost",
    "127.1",
    "nonsense",
  ])("rejects %s", (address) => {
    expect(rules.isAllowed(address)).toBe(false);
  });

  it.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1"])(
    "allows %s",
    (address) => {
      expect(rules.isAllowed(address)).toBe(true);
    },
  );

  it.each([
    ["http://2130706433/", "127.0.0.1"],
    ["http://0x7f.1/", "127.0.0.1"],
    ["http://0177.0.0.1/", "127.0.0.1"],
    ["http://[::ffff:127.0.0.1]/", "::ffff:7f00:1"],
    ["http://[::1]:8080/", "::1"],
    ["http://１２７.０.０.１/", "127.0.0.1"],
  ])("rejects the address in %s", (url, address) => {
    expect(addressOf(new URL(url))).toBe(address);
    expect(rules.isAllowed(address)).toBe(false);
  });

  it("rejects the IPv6 forms of every IPv4 address, even of allowed ones", () => {
    const lenient = addressRules(["0.0.0.0/0"]);
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(lenient.isAllowed(address)).toBe(true);
        expect(lenient.isAllowed(`::ffff:${address}`)).toBe(false);
        expect(lenient.isAllowed(`::${address}`)).toBe(false);
      }),
    );
  });

  it("allows the listed networks and no other private ones", () => {
    const loopback = addressRules(["127.0.0.0/8", "::1/128"]);
    expect(loopback.isAllowed("127.0.0.1")).toBe(true);
    expect(loopback.isAllowed("::1")).toBe(true);
    expect(loopback.isAllowed("::ffff:127.0.0.1")).toBe(false);
    expect(loopback.isAllowed("10.0.0.1")).toBe(false);
    expect(loopback.isForDevelopment).toBe(true);
    expect(rules.isForDevelopment).toBe(false);
  });

  it.each(["127.0.0.1", "loopback", "127.0.0.0/x", "127.0.0.0/", "127.0.0.0/33", "::/129"])(
    "throws for the network %s",
    (network) => {
      expect(() => addressRules([network])).toThrow(/expected a network/);
    },
  );
});
