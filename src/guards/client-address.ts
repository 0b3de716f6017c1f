import { BlockList, isIP } from "node:net";

/** Where a request came from, as the connection and the proxies say. */
export interface RequestOrigin {
  /** Address of the other end of the connection. */
  readonly peer: string;
  /** Value of `X-Forwarded-For`, if any. */
  readonly forwardedFor?: string | null | undefined;
}

/** How an address becomes a subject of limits. */
export interface ClientAddressOptions {
  /** Proxies whose `X-Forwarded-For` is believed, as addresses or CIDR ranges: `["10.0.0.0/8", "fd00::/8"]`. @default none */
  readonly trustedProxies?: readonly string[];
  /** Bits of an IPv6 address that make one subject; a subscriber usually owns a /56 or a /64. @default 56 */
  readonly ipv6Bits?: number;
}

/**
 * Makes a function that names the client of a request: its IPv4 address, or the network of its IPv6 address.
 * `X-Forwarded-For` is read from the right, for as long as the hop that wrote an entry is a trusted proxy; a client can
 * write anything further left.
 */
export function clientAddress(options: ClientAddressOptions = {}): (origin: RequestOrigin) => string {
  const { trustedProxies = [], ipv6Bits = 56 } = options;
  if (!Number.isInteger(ipv6Bits) || ipv6Bits < 16 || ipv6Bits > 128) {
    throw new TypeError(
      `clientAddress: expected ipv6Bits to be an integer from 16 to 128, received ${ipv6Bits}. Use 56 or 64.`,
    );
  }
  const trusted = blockList(trustedProxies);
  return ({ peer, forwardedFor }) => {
    const hops = (forwardedFor ?? "").split(",").slice(-32);
    let address = plainAddress(peer) ?? "unknown";
    while (isTrusted(trusted, address)) {
      const next = plainAddress(hops.pop() ?? "");
      if (next === undefined) break;
      address = next;
    }
    return isIP(address) === 6 ? networkOf(address, ipv6Bits) : address;
  };
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address);
    const width = family === 4 ? 32 : 128;
    const prefix = bits === undefined ? width : Number(bits);
    if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > width) {
      throw new TypeError(
        `clientAddress: expected an IP address or a CIDR range, received "${range.slice(0, 80)}". Write it like 10.0.0.0/8 or fd00::/8.`,
      );
    }
    list.addSubnet(address, prefix, family === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

function isTrusted(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 4 ? "ipv4" : "ipv6");
}

/** Takes brackets, port and zone away, and the IPv6 form from an IPv4 address; undefined when no address remains. */
function plainAddress(text: string): string | undefined {
  const trimmed = text.trim();
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  const address = bare.split("%")[0] ?? "";
  const family = isIP(address);
  if (family !== 6) return family === 4 ? address : undefined;
  const [a, b, c, d, e, marker, high = 0, low = 0] = groupsOf(address);
  const isMapped = a === 0 && b === 0 && c === 0 && d === 0 && e === 0 && marker === 0xffff;
  return isMapped ? [high >> 8, high & 255, low >> 8, low & 255].join(".") : address;
}

function networkOf(address: string, bits: number): string {
  const groups = groupsOf(address).slice(0, Math.ceil(bits / 16));
  const kept = groups.map((group, index) => {
    const keep = Math.min(16, bits - index * 16);
    return (group & (0xffff << (16 - keep)) & 0xffff).toString(16);
  });
  return `${kept.join(":")}${kept.length < 8 ? "::" : ""}/${bits}`;
}

/** Writes out the eight groups of an address that `isIP` has accepted. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const before = readGroups(head);
  const after = tail === undefined ? [] : readGroups(tail);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after];
}

function readGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
