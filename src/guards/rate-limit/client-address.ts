import { BlockList, isIP } from "node:net";
import { requireOptions } from "../../contract/faults/options.ts";

/** The origin of a request, as reported by the connection and the proxies. */
export interface RequestOrigin {
  /** Remote address of the connection; undefined once its socket is closed, which counts as the address `unknown`. */
  readonly peer: string | undefined;
  /** Value of the `X-Forwarded-For` header. @default none */
  readonly forwardedFor?: string | null | undefined;
}

/** Options of {@link clientAddress}. */
export interface ClientAddressOptions {
  /**
   * Proxies whose `X-Forwarded-For` is trusted, as IP addresses or CIDR ranges: `["10.0.0.0/8", "fd00::/8"]`.
   *
   * @default none
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Bits of an IPv6 address that identify a client, 16 to 128. A subscriber usually has a /56 or a /64. @default 56 */
  readonly ipv6Bits?: number | undefined;
}

/**
 * Creates a function that returns the address of a request's client, as a subject for rate limits: its IPv4 address or
 * its IPv6 network. IPv4 addresses in IPv6 form, mapped (`::ffff:0:0/96`) or translated by NAT64 (`64:ff9b::/96`,
 * and `64:ff9b:1::/48` for local use), count as IPv4.
 *
 * `X-Forwarded-For` is read from the right for as long as the hop that added an entry is a trusted proxy, because a
 * client can forge any entry further left.
 *
 * @throws TypeError for an invalid network or `ipv6Bits`
 * @example
 * ```ts
 * import { clientAddress } from "errata/guards";
 *
 * const clientOf = clientAddress({ trustedProxies: ["10.0.0.0/8"] });
 * const subject = clientOf({ peer: "10.0.0.7", forwardedFor: "198.51.100.1" }); // "198.51.100.1"
 * ```
 */
export function clientAddress(options: ClientAddressOptions = {}): (origin: RequestOrigin) => string {
  requireOptions("clientAddress", options, { trustedProxies: "checked", ipv6Bits: "checked" });
  const { trustedProxies = [], ipv6Bits = 56 } = options;
  if (!Number.isInteger(ipv6Bits) || ipv6Bits < 16 || ipv6Bits > 128) {
    throw new TypeError(
      `clientAddress: expected ipv6Bits to be an integer from 16 to 128, received ${ipv6Bits}. Use 56 or 64.`,
    );
  }
  const trusted = blockList(trustedProxies);
  // A list is slow to check, and most have no entry.
  const isProxy = trustedProxies.length === 0 ? () => false : (address: string) => isTrusted(trusted, address);
  return ({ peer, forwardedFor }) => {
    const hops = (forwardedFor ?? "").split(",").slice(-32);
    let address = parseAddress(peer ?? "") ?? "unknown";
    while (isProxy(address)) {
      const next = parseAddress(hops.pop() ?? "");
      if (next === undefined) break;
      address = next;
    }
    return isIP(address) === 6 ? networkOf(address, ipv6Bits) : address;
  };
}

/** An address without a zone, and a prefix length without sign, padding or spaces. */
const NETWORK = /^([^/%]+)(?:\/(0|[1-9]\d{0,2}))?$/;

function blockList(networks: readonly string[]): BlockList {
  if (!Array.isArray(networks))
    throw new TypeError(
      `clientAddress: expected trustedProxies to be a list, received ${String(networks).slice(0, 80)}. Write it like ["10.0.0.0/8"].`,
    );
  const list = new BlockList();
  for (const network of networks) {
    const { address, prefix } = parseNetwork(network);
    // Addresses are compared in their IPv4 form. Trusting 64:ff9b::/96 as a whole does not trust all of IPv4.
    const ipv4 = prefix > 96 ? embeddedIpv4(address) : undefined;
    if (ipv4 !== undefined) list.addSubnet(ipv4, prefix - 96, "ipv4");
    else list.addSubnet(address, prefix, isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

function parseNetwork(network: string): { address: string; prefix: number } {
  const [, address = "", bits] = NETWORK.exec(String(network)) ?? [];
  const family = isIP(address);
  const width = family === 4 ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits);
  if (family !== 0 && prefix <= width) return { address, prefix };
  throw new TypeError(
    `clientAddress: expected an IP address or a CIDR range, received "${String(network).slice(0, 80)}". Write it like 10.0.0.0/8 or fd00::/8.`,
  );
}

function isTrusted(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** Removes brackets, port and zone, and converts IPv4 in IPv6 form; returns undefined if the text is not an address. */
function parseAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  const address = bare.split("%")[0] ?? "";
  const family = isIP(address);
  if (family !== 6) return family === 4 ? address : undefined;
  return embeddedIpv4(address) ?? address;
}

/** First 96 bits of IPv4 addresses in IPv6 form: mapped (RFC 4291 section 2.5.5.2) and NAT64 (RFC 6052 section 2.1). */
const IPV4_PREFIXES = new Set(["0:0:0:0:0:ffff", "64:ff9b:0:0:0:0"]);

/** Networks of local NAT64 translators, which embed an address in the last 32 bits of a /96. @see RFC 8215 */
const LOCAL_NAT64 = "64:ff9b:1:";

function embeddedIpv4(address: string): string | undefined {
  const groups = groupsOf(address);
  const prefix = groups
    .slice(0, 6)
    .map((group) => group.toString(16))
    .join(":");
  if (!IPV4_PREFIXES.has(prefix) && !prefix.startsWith(LOCAL_NAT64)) return undefined;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}

function networkOf(address: string, bits: number): string {
  const groups = groupsOf(address).slice(0, Math.ceil(bits / 16));
  const network = groups.map((group, index) => {
    const keep = Math.min(16, bits - index * 16);
    return (group & (0xffff << (16 - keep)) & 0xffff).toString(16);
  });
  return `${network.join(":")}${network.length < 8 ? "::" : ""}/${bits}`;
}

/** Expands an IPv6 address to its eight groups. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const before = parseGroups(head);
  const after = tail === undefined ? [] : parseGroups(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function parseGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
