import type { HanStyle } from "./font-files.ts";
import type { Direction } from "./typst-data.ts";

/** How a language is written. */
export interface Writing {
  /** ISO 639: `de`. */
  readonly language: string;
  /** ISO 3166: `CH`. */
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
  return { language, region: region ?? null, dir: rightToLeft.has(script) ? "rtl" : "ltr", font };
}
