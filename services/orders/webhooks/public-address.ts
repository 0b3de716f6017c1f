import { BlockList, isIP } from "node:net";

/** Decides which network addresses webhooks may be sent to. */
export interface AddressRules {
  /** Returns whether connections to an IP address are allowed; false for anything else. */
  isAllowed(address: string): boolean;
  /** Whether addresses outside the public internet are allowed. Receivers then do not need TLS. */
  readonly isForDevelopment: boolean;
}

/**
 * Creates rules that allow public addresses only. Addresses that represent another one (IPv4 in IPv6, NAT64, 6to4,
 * Teredo) are never public.
 *
 * @param allow networks that are allowed as well, such as `127.0.0.0/8`; for development
 * @throws TypeError for an invalid network
 * @see IANA special-purpose address registries (RFC 6890)
 */
export function addressRules(allow: readonly string[] = []): AddressRules {
  const special = blockListOf(specialNetworks);
  const global6 = blockListOf(["2000::/3"]);
  const allowed = blockListOf(allow);
  return {
    isForDevelopment: allow.length > 0,
    isAllowed(address) {
      const family = familyOf(address);
      if (family === undefined) return false;
      if (!isMapped(address) && allowed.check(address, family)) return true;
      return !special.check(address, family) && (family === "ipv4" || global6.check(address, family));
    },
  };
}

/** Returns the IP address in a URL; undefined if the host is a name. */
export function addressOf({ hostname }: URL): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, "");
  return isIP(address) === 0 ? undefined : address;
}

/** Networks that are not part of the public internet, or that represent addresses that are not. */
const specialNetworks = [
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

/** A list of IPv4 networks also matches their IPv4-mapped IPv6 addresses, which are never allowed. */
function isMapped(address: string): boolean {
  return isIP(address) === 6 && mappedNetwork.check(address, "ipv6");
}

const mappedNetwork = blockListOf(["::ffff:0:0/96"]);
