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
  const known = names;
  return (
    (/^[A-Za-z]{3}$/.test(text) ? countries.alpha3ToAlpha2(code) : undefined) ??
    keysOf(text)
      .map((key) => known.get(key))
      .find((found) => found !== undefined)
  );
}

/**
 * Names of ISO 3166-1, in English and French, and of the United Nations that differ from everyday names; and everyday names
 * that CLDR does not have. The order of words does not matter.
 */
const officialNames: Readonly<Record<string, string>> = {
  AE: "UAE|VAE|EAU",
  BA: "Bosnia|Bosnien|Bosnie",
  BN: "Brunei Darussalam",
  BO: "Plurinational State of Bolivia|État plurinational de Bolivie|Plurinationaler Staat Bolivien|Estado Plurinacional de Bolivia",
  BY: "Weißrussland|Bielorrusia",
  CD: "Democratic Republic of the Congo|DR Congo|DRC|République démocratique du Congo|RDC|Demokratische Republik Kongo|República Democrática del Congo",
  CG: "Congo|Kongo|Republic of the Congo|République du Congo|Republik Kongo|República del Congo",
  CI: "Ivory Coast",
  CN: "People's Republic of China|PR China|PRC|République populaire de Chine|Volksrepublik China|República Popular China",
  CV: "Cabo Verde|Republic of Cabo Verde|Cap-Vert|Kapverden|Kapverdische Inseln",
  CZ: "Czech Republic",
  FK: "Falkland Islands [Malvinas]|Falklands|Falkland|Malvinas|Îles Falkland [Malouines]|Îles Falkland|Malouines|Malwinen",
  FM: "Federated States of Micronesia|États fédérés de Micronésie|Föderierte Staaten von Mikronesien|Estados Federados de Micronesia",
  GB: "United Kingdom of Great Britain and Northern Ireland|Great Britain|Britain|UK|Royaume-Uni de Grande-Bretagne et d'Irlande du Nord|Grande-Bretagne|Vereinigtes Königreich Großbritannien und Nordirland|Großbritannien|Reino Unido de Gran Bretaña e Irlanda del Norte|Gran Bretaña",
  HK: "Hong Kong SAR",
  IE: "Republic of Ireland|République d'Irlande|Republik Irland|República de Irlanda",
  IR: "Islamic Republic of Iran|République islamique d'Iran|Islamische Republik Iran|República Islámica del Irán",
  KG: "Kirgistan",
  KP: "Democratic People's Republic of Korea|DPRK|République populaire démocratique de Corée|Demokratische Volksrepublik Korea|República Popular Democrática de Corea",
  KR: "Republic of Korea|République de Corée|Republik Korea|República de Corea",
  LA: "Lao People's Democratic Republic|Lao PDR|République démocratique populaire lao|Demokratische Volksrepublik Laos|República Democrática Popular Lao",
  LY: "Libyan Arab Jamahiriya",
  MD: "Republic of Moldova|République de Moldova|Republik Moldau|Moldau|República de Moldova",
  MK: "Republic of North Macedonia|Macedonia|Former Yugoslav Republic of Macedonia|Macédoine|Mazedonien",
  MM: "Burma|Birmanie|Birma|Birmania",
  MO: "Macau",
  NL: "Kingdom of the Netherlands|Holland|Royaume des Pays-Bas|Hollande|Königreich der Niederlande|Reino de los Países Bajos|Holanda",
  PS: "State of Palestine|Palestine|État de Palestine|Staat Palästina|Estado de Palestina",
  RU: "Russian Federation|Fédération de Russie|Russische Föderation|Federación de Rusia",
  SH: "Saint Helena, Ascension and Tristan da Cunha|Sainte-Hélène, Ascension et Tristan da Cunha|St. Helena, Ascension und Tristan da Cunha|Santa Elena, Ascensión y Tristán de Acuña",
  SK: "Slovak Republic",
  SY: "Syrian Arab Republic|République arabe syrienne|Arabische Republik Syrien|República Árabe Siria",
  SZ: "Swaziland|Swasiland|Suazilandia",
  TL: "East Timor",
  TR: "Turkey",
  TW: "Taiwan (Province of China)|Taïwan (Province de Chine)|Taiwán (Provincia de China)",
  TZ: "United Republic of Tanzania|République-Unie de Tanzanie|Vereinigte Republik Tansania|República Unida de Tanzania",
  US: "USA|US|United States|America|États-Unis d'Amérique|Vereinigte Staaten von Amerika|Estados Unidos de América|EE. UU.",
  VA: "Holy See|Vatican|Vatican City State|Saint-Siège|État de la Cité du Vatican|Heiliger Stuhl|Staat Vatikanstadt|Santa Sede|Estado de la Ciudad del Vaticano",
  VE: "Bolivarian Republic of Venezuela|République bolivarienne du Venezuela|Bolivarische Republik Venezuela|República Bolivariana de Venezuela",
  VN: "Viet Nam|Socialist Republic of Viet Nam",
};

/** Codes by the keys of names, indexed when the first name is looked up. */
let names: ReadonlyMap<string, string> | undefined;

function indexNames(): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  // The first name wins, so an English name keeps its meaning.
  const add = (name: string, code: string): void => {
    for (const key of keysOf(name)) if (!index.has(key)) index.set(key, code);
  };
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

/** Words that join the others of a name. */
const joining = new Set("the of and le la les l de du des d et der die das von und el los las del y e".split(" "));

/**
 * Returns two keys of a name, by which it is found. They ignore case, accents, punctuation and joining words. The first also
 * ignores the order of words, as in "Korea (the Republic of)", and the second spaces, as in "Süd-Korea" and "U.S.A.".
 */
function keysOf(name: string): string[] {
  const letters = name
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replaceAll("ß", "ss");
  const words = letters
    .replace(/\bst\b\.?/g, "saint")
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "" && !joining.has(word));
  return words.length === 0 ? [] : [words.toSorted().join(" "), words.join("")];
}
