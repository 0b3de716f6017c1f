// The package's main module loads the names in 78 languages.
import countries from "i18n-iso-countries/index.js";
import german from "i18n-iso-countries/langs/de.json" with { type: "json" };
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };
import spanish from "i18n-iso-countries/langs/es.json" with { type: "json" };
import french from "i18n-iso-countries/langs/fr.json" with { type: "json" };
import { z } from "zod";
import { must } from "../fields.ts";

const expected = "be a valid country name, ISO alpha-2, or ISO alpha-3 code";

/**
 * A country: a name in English, French, German or Spanish as ISO 3166 or the Unicode CLDR has it, or an ISO 3166-1 alpha-2 or
 * alpha-3 code, in any case. Normalized to alpha-2.
 */
export const Country = z
  .string(must(expected))
  .trim()
  .min(2, must(expected))
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
  const code = text.toUpperCase();
  if (/^[A-Za-z]{2}$/.test(text) && countries.isValid(code)) return code;
  names ??= indexNames();
  return (/^[A-Za-z]{3}$/.test(text) ? countries.alpha3ToAlpha2(code) : undefined) ?? names.get(fold(text));
}

/** Short names of ISO 3166-1 that differ from everyday names, and everyday names that CLDR does not have. */
const officialNames: Readonly<Record<string, string>> = {
  BO: "Bolivia (Plurinational State of)|Plurinational State of Bolivia",
  BN: "Brunei Darussalam",
  CD: "Congo (the Democratic Republic of the)|DR Congo|DRC",
  CG: "Congo|Republic of the Congo",
  CI: "Ivory Coast",
  CV: "Cabo Verde|Republic of Cabo Verde",
  CZ: "Czech Republic",
  FK: "Falkland Islands [Malvinas]|Falklands|Malvinas",
  FM: "Micronesia (Federated States of)|Federated States of Micronesia",
  GB: "United Kingdom of Great Britain and Northern Ireland|Great Britain|Britain|UK|U.K.",
  IR: "Iran (Islamic Republic of)|Islamic Republic of Iran",
  KP: "Korea (the Democratic People's Republic of)|Democratic People's Republic of Korea|DPRK",
  KR: "Korea (the Republic of)|Republic of Korea",
  LA: "Lao People's Democratic Republic|Lao PDR",
  MD: "Moldova (the Republic of)|Republic of Moldova",
  MK: "Republic of North Macedonia",
  MM: "Burma",
  MO: "Macau",
  NL: "Netherlands (Kingdom of the)|Kingdom of the Netherlands|Holland",
  PS: "Palestine, State of|State of Palestine|Palestine",
  RU: "Russian Federation",
  SY: "Syrian Arab Republic",
  SZ: "Swaziland",
  TL: "East Timor",
  TR: "Turkey",
  TW: "Taiwan (Province of China)",
  TZ: "Tanzania, the United Republic of|United Republic of Tanzania",
  US: "USA|U.S.|U.S.A.|United States|America",
  AE: "UAE",
  VA: "Holy See|Vatican",
  VE: "Venezuela (Bolivarian Republic of)|Bolivarian Republic of Venezuela",
  VN: "Viet Nam|Socialist Republic of Viet Nam",
};

/** Codes by folded name, indexed when the first name is looked up. */
let names: ReadonlyMap<string, string> | undefined;

function indexNames(): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  // The first name wins, so an English name keeps its meaning.
  const add = (name: string, code: string): void => void (index.has(fold(name)) || index.set(fold(name), code));
  for (const [code, list] of Object.entries(officialNames)) for (const name of list.split("|")) add(name, code);
  for (const locale of [english, french, german, spanish]) {
    const everyday = new Intl.DisplayNames([locale.locale], { type: "region" });
    for (const [code, published] of Object.entries(locale.countries)) {
      for (const name of [published].flat()) add(name, code);
      const name = everyday.of(code) ?? "";
      add(name, code);
      // "Myanmar (Burma)" is known by either name.
      add(name.replace(/ \(.*\)$/, ""), code);
    }
  }
  return index;
}

/** Ignores case, accents, punctuation and articles: "Côte d’Ivoire" and "Cote d'Ivoire" are one name. */
function fold(name: string): string {
  const letters = name
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("&", " and ");
  const words = letters.replace(/\bst\b\.?/g, "saint").split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word !== "" && word !== "the").join(" ");
}
