// The package's main module loads the names in 78 languages.
import countries from "i18n-iso-countries/index.js";
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };
import { z } from "zod";
import { must } from "../fields.ts";

countries.registerLocale(english);

const expected = "be a valid country name, ISO alpha-2, or ISO alpha-3 code";

/** A country: an English name or an ISO 3166-1 alpha-2 or alpha-3 code, in any case. Normalized to alpha-2. */
export const Country = z
  .string(must(expected))
  .trim()
  .min(2, must(expected))
  // The longest name has 52 letters; the limit bounds the search.
  .max(80, must(expected))
  .transform((text, context) => {
    const code = alpha2Of(text);
    if (code === undefined) {
      context.addIssue({ code: "custom", message: `Must ${expected}.` });
      return z.NEVER;
    }
    return code;
  });

function alpha2Of(text: string): string | undefined {
  if (/^[A-Za-z]{2}$/.test(text) && countries.isValid(text.toUpperCase())) return text.toUpperCase();
  const byCode = /^[A-Za-z]{3}$/.test(text) ? countries.alpha3ToAlpha2(text.toUpperCase()) : undefined;
  return byCode ?? countries.getAlpha2Code(text, "en") ?? countries.getSimpleAlpha2Code(text, "en");
}
