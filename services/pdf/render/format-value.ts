import { toDecimal, writeDecimal } from "./decimal.ts";

/** A format of a placeholder: `currency:EUR` has the name `currency` and the argument `EUR`. */
export interface Format {
  readonly name: FormatName;
  readonly argument: string | undefined;
}

/** Names of the formats. */
export type FormatName = keyof typeof argumentsOf;

/** The language and the time zone of a document. */
export interface Locale {
  /** A BCP 47 tag: `de-CH`. */
  readonly locale: string;
  /** A name of the IANA time zone database: `Europe/Zurich`. */
  readonly timeZone: string;
}

const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));
const style = /^(?:short|medium|long|full)$/;
const fractionDigits = /^[0-6]$/;
/** The arguments that each format accepts. */
const argumentsOf = {
  number: fractionDigits,
  percent: fractionDigits,
  currency: /^(?:[A-Z]{3}|[A-Za-z_]\w*(?:\.\w+)*)$/,
  date: style,
  time: style,
  datetime: style,
} as const;

/** Dates have no time zone, and times have one: the same text is the same moment in every document. */
const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Returns whether a text is the code of a currency in ISO 4217: `EUR`, but not `ZZZ`. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** Reads a format. @returns undefined if there is no such format, or it does not accept the argument */
export function readFormat(name: string, argument: string | undefined): Format | undefined {
  if (!Object.hasOwn(argumentsOf, name)) return undefined;
  const known = name as FormatName;
  if (argument === undefined) return known === "currency" ? undefined : { name: known, argument };
  if (known === "currency" && /^[A-Z]{3}$/.test(argument) && !isCurrency(argument)) return undefined;
  return argumentsOf[known].test(argument) ? { name: known, argument } : undefined;
}

/** Returns the path in the argument of a currency: `order.currency`; undefined for a code such as `EUR`. */
export function currencyPath({ name, argument }: Format): string | undefined {
  return name === "currency" && argument !== undefined && !/^[A-Z]{3}$/.test(argument) ? argument : undefined;
}

/** Formats values for one document. The formatters are created once, because that takes longer than formatting. */
export class ValueFormatter {
  readonly #locale: Locale;
  readonly #numbers = new Map<string, Intl.NumberFormat>();
  readonly #dates = new Map<string, Intl.DateTimeFormat>();

  constructor(locale: Locale) {
    this.#locale = locale;
  }

  /** Writes a decimal number without groups of digits, as the language writes it: `1234,5` in German. */
  plain(decimal: string): string {
    return this.#number("plain", { useGrouping: false, maximumFractionDigits: 20 }).format(exact(decimal));
  }

  /**
   * Formats a value.
   *
   * @param currency of the format `currency`
   * @returns undefined if the value is not of the format's type
   */
  format(value: unknown, { name, argument }: Format, currency: string): string | undefined {
    if (name === "date" || name === "time" || name === "datetime") return this.#formatTime(value, name, argument);
    const decimal = toDecimal(value);
    if (decimal === undefined) return undefined;
    const digits = argument === undefined ? {} : { minimumFractionDigits: +argument, maximumFractionDigits: +argument };
    const options: Intl.NumberFormatOptions =
      name === "currency"
        ? { style: "currency", currency }
        : name === "percent"
          ? { style: "percent", ...digits }
          : digits;
    return this.#number(`${name} ${currency} ${argument}`, options).format(exact(writeDecimal(decimal)));
  }

  #formatTime(value: unknown, name: "date" | "time" | "datetime", argument: string | undefined): string | undefined {
    if (typeof value !== "string" || !isRealTime(value)) return undefined;
    const isDate = isoDate.test(value);
    if (isDate && name !== "date") return undefined;
    const length = argument as Intl.DateTimeFormatOptions["dateStyle"];
    // A date without a time is the same day everywhere.
    const timeZone = isDate ? "UTC" : this.#locale.timeZone;
    const key = `${name} ${argument} ${timeZone}`;
    const formatter =
      this.#dates.get(key) ??
      new Intl.DateTimeFormat(this.#locale.locale, {
        ...(name === "time" ? { timeStyle: length ?? "short" } : { dateStyle: length ?? "medium" }),
        ...(name === "datetime" && { timeStyle: "short" }),
        timeZone,
      });
    this.#dates.set(key, formatter);
    return formatter.format(new Date(value));
  }

  #number(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    const known = this.#numbers.get(key) ?? new Intl.NumberFormat(this.#locale.locale, options);
    this.#numbers.set(key, known);
    return known;
  }
}

/** Returns whether a text is a date or a time of ISO 8601 that exists: there is no 30th of February. */
function isRealTime(value: string): boolean {
  if (!isoDate.test(value) && !isoTime.test(value)) return false;
  const day = value.slice(0, 10);
  const midnight = new Date(day);
  return (
    !Number.isNaN(Date.parse(value)) && !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
  );
}

/** `Intl` formats numbers in texts without rounding them to binary numbers first. */
function exact(decimal: string): `${number}` {
  return decimal as `${number}`;
}
