import type { FormatMessage, MessageFormatter } from "errata";
import { IntlMessageFormat } from "intl-messageformat";
import { arabic } from "./arabic.ts";
import { chinese } from "./chinese.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { japanese } from "./japanese.ts";
import { spanish } from "./spanish.ts";

/** Messages of the orders API in languages other than English. */
export const translations = {
  de: german,
  fr: french,
  es: spanish,
  ja: japanese,
  "zh-Hans": chinese,
  ar: arabic,
};

/** Formats messages with plural and select, which the core does not support. */
export const pluralFormatter: MessageFormatter = (message, language): FormatMessage => {
  const format = new IntlMessageFormat(message, language);
  return (details) => String(format.format(details as Record<string, string | number>));
};
