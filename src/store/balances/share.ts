/** Holds a part of an amount, and the grant that it was burnt from. A grant's expiry never changes, so it is kept here. */
export interface Share {
  readonly grant: string;
  readonly amount: number;
  readonly expiresAt: number | null;
}

/**
 * Takes an amount from grants in the order given, up to what is left in each.
 *
 * @returns undefined when they do not hold the amount
 */
export function burn(
  grants: readonly { readonly id: string; readonly remaining: number; readonly expiresAt: number | null }[],
  amount: number,
): Share[] | undefined {
  const shares: Share[] = [];
  let missing = amount;
  for (const grant of grants) {
    if (missing === 0) break;
    const taken = Math.min(missing, grant.remaining);
    shares.push({ grant: grant.id, amount: taken, expiresAt: grant.expiresAt });
    missing -= taken;
  }
  return missing === 0 ? shares : undefined;
}

/** Cuts shares in two: the first `amount` of them, and the rest. */
export function split(shares: readonly Share[], amount: number): [first: Share[], rest: Share[]] {
  const first: Share[] = [];
  const rest: Share[] = [];
  let missing = amount;
  for (const share of shares) {
    const taken = Math.min(missing, share.amount);
    missing -= taken;
    if (taken > 0) first.push({ ...share, amount: taken });
    if (taken < share.amount) rest.push({ ...share, amount: share.amount - taken });
  }
  return [first, rest];
}

/** Picks what a refund returns: what was burnt last comes back first, after what earlier refunds returned. */
export function refundable(shares: readonly Share[], alreadyRefunded: number, amount: number): Share[] {
  const [, open] = split(shares.toReversed(), alreadyRefunded);
  return split(open, amount)[0];
}

/** Writes shares as the text that a reservation stores. */
export function writeShares(shares: readonly Share[]): string {
  return JSON.stringify(shares.map(({ grant, amount, expiresAt }) => [grant, amount, expiresAt]));
}

/** Reads shares back from a reservation's text. */
export function readShares(text: string): Share[] {
  const stored: [string, number, number | null][] = JSON.parse(text);
  return stored.map(([grant, amount, expiresAt]) => ({ grant, amount, expiresAt }));
}
