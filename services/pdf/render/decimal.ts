/** A decimal number: `units / 10 ** scale`. Sums of decimals are exact, unlike those of binary numbers. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** The number zero. */
export const zero: Decimal = { units: 0n, scale: 0 };

const digits = /^(-?)(\d{1,30})(?:\.(\d{1,15}))?$/;

/** Reads a number, or a number written in a text such as "12.50"; undefined for anything else. */
export function toDecimal(value: unknown): Decimal | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  const [, sign, whole, fraction = ""] = digits.exec(typeof value === "number" ? plainNumber(value) : value) ?? [];
  if (whole === undefined) return undefined;
  return { units: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
}

/** Adds two numbers without rounding. */
export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { units: unitsAt(one, scale) + unitsAt(other, scale), scale };
}

/** Writes a number with a point and without an exponent: "12.5". */
export function writeDecimal({ units, scale }: Decimal): string {
  const text = String(units < 0n ? -units : units).padStart(scale + 1, "0");
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/**
 * Writes a number with a point, without an exponent, and without the error of binary fractions: 0.1 + 0.2 is "0.3".
 * 15 significant digits survive the way through a binary number.
 */
export function plainNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const rounded = Number(value.toPrecision(15));
  // From 1e21 and below 1e-6 JavaScript writes exponents.
  if (!/e/.test(String(rounded))) return String(rounded);
  return Math.abs(rounded) < 1 ? rounded.toFixed(20).replace(/\.?0+$/, "") : BigInt(rounded).toString();
}

function unitsAt({ units, scale }: Decimal, target: number): bigint {
  return units * 10n ** BigInt(target - scale);
}
