import type { HanStyle } from "./font-files.ts";
import type { Direction } from "./typst-data.ts";

/** How a language is written. */
export interface Writing {
  /** ISO 639: `de`. */
  readonly language: string;
  /** ISO 3166: `CH`; null for a group of countries such as 419, Latin America. */
  readonly region: string | null;
  readonly dir: Direction;
  readonly font: HanStyle;
}

/** Scripts of languages that are written from right to left. */
const rightToLeft: ReadonlySet<string | undefined> = new Set(["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"]);

/** Returns how the language of a BCP 47 tag is written. */
export function writingOf(locale: string): Writing {
  const { region } = new Intl.Locale(locale);
  const { language, script } = new Intl.Locale(locale).maximize();
  const font = language === "ja" || language === "ko" ? language : "zh";
  const country = region !== undefined && /^[A-Z]{2}$/.test(region) ? region : null;
  return { language, region: country, dir: rightToLeft.has(script) ? "rtl" : "ltr", font };
}
