import { BlockList, isIP } from "node:net";

/** Decides which addresses of the network a webhook may be sent to. */
export interface AddressRules {
  /** Says whether an address may be dialled; what is no address may not. */
  mayDial(address: string): boolean;
  /** Whether some addresses are let in that the public cannot reach: for development, where receivers have no TLS either. */
  readonly isForDevelopment: boolean;
}

/**
 * Makes the rules: public addresses only. What stands for another address (IPv4 in IPv6, NAT64, 6to4, Teredo) is not
 * public, whatever it stands for.
 *
 * @param allow networks that are let in all the same, such as `127.0.0.0/8`; for development
 * @see IANA special-purpose address registries (RFC 6890)
 */
export function addressRules(allow: readonly string[] = []): AddressRules {
  const special = blockListOf(SPECIAL);
  const global6 = blockListOf(["2000::/3"]);
  const allowed = blockListOf(allow);
  return {
    isForDevelopment: allow.length > 0,
    mayDial(address) {
      const family = familyOf(address);
      if (family === undefined) return false;
      if (!isMapped(address) && allowed.check(address, family)) return true;
      return !special.check(address, family) && (family === "ipv4" || global6.check(address, family));
    },
  };
}

/** Reads the host of a URL as an address; undefined when it is a name. */
export function addressOf({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, "");
  return isIP(address) === 0 ? undefined : address;
}

/** Networks that are no part of the public internet, or that lead to one that is not. */
const SPECIAL = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
];

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    const family = familyOf(address);
    const isLength = /^\d{1,3}$/.test(bits) && Number(bits) <= (family === "ipv4" ? 32 : 128);
    if (family === undefined || !isLength) {
      throw new TypeError(`expected a network such as 127.0.0.0/8 or ::1/128, received "${network.slice(0, 80)}".`);
    }
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const family = isIP(address);
  if (family === 0) return undefined;
  return family === 4 ? "ipv4" : "ipv6";
}

/** A list of IPv4 networks matches the IPv6 forms of their addresses too, which are never let in. */
function isMapped(address: string): boolean {
  return isIP(address) === 6 && MAPPED.check(address, "ipv6");
}

const MAPPED = blockListOf(["::ffff:0:0/96"]);
