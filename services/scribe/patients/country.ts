// The package's main module loads the names in 78 languages.
import countries from "i18n-iso-countries/index.js";
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };
import { z } from "zod";
import { must } from "../fields.ts";

countries.registerLocale(english);

/** A country: an English name or an ISO 3166-1 alpha-2 or alpha-3 code, in any case. Normalized to alpha-2. */
export const Country = z
  .string(must("be a valid country name, ISO alpha-2, or ISO alpha-3 code"))
  .transform((text, context) => {
    const code = alpha2Of(text.trim());
    if (code === undefined) {
      context.addIssue({ code: "custom", message: "Must be a valid country name, ISO alpha-2, or ISO alpha-3 code." });
      return z.NEVER;
    }
    return code;
  });

function alpha2Of(text: string): string | undefined {
  if (/^[A-Za-z]{2}$/.test(text) && countries.isValid(text.toUpperCase())) return text.toUpperCase();
  const byCode = /^[A-Za-z]{3}$/.test(text) ? countries.alpha3ToAlpha2(text.toUpperCase()) : undefined;
  // The longest name has 52 letters; the limit bounds the search.
  if (text.length > 80) return undefined;
  return byCode ?? countries.getAlpha2Code(text, "en") ?? countries.getSimpleAlpha2Code(text, "en");
}
