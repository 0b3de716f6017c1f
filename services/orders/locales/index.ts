/** Translates the messages of the orders API from English. */
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
