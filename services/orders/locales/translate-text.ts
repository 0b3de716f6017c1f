import { arabic } from "./texts/arabic.ts";
import { chinese } from "./texts/chinese.ts";
import { french } from "./texts/french.ts";
import { german } from "./texts/german.ts";
import { japanese } from "./texts/japanese.ts";
import { spanish } from "./texts/spanish.ts";
import { type TextTranslations, templates } from "./texts/templates.ts";

const languages: Readonly<Record<string, TextTranslations>> = {
  ...{ de: german, fr: french, es: spanish, ja: japanese, "zh-Hans": chinese, ar: arabic },
};

/** Members that contain a text for a person. */
const textMembers = new Set(["message", "problem"]);

/**
 * Translates every `message` and `problem` within a value. Texts are stored and logged in English, so that each reader
 * gets the language of the request.
 */
export function localizeTexts<Value>(value: Value, language: string): Value {
  return languages[language] === undefined ? value : (localize(value, language) as Value);
}

/** Translates a text. @returns the text itself if it is not one of the service's texts */
export function translateText(text: string, language: string): string {
  const translations = languages[language];
  if (translations === undefined) return text;
  for (const { template, pattern } of patterns) {
    const values = pattern.exec(text);
    if (values === null) continue;
    return translations[template].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      translateText(values.groups?.[name] ?? "", language),
    );
  }
  return text;
}

function localize(value: unknown, language: string): unknown {
  if (Array.isArray(value)) return value.map((item) => localize(item, language));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    textMembers.has(name) && typeof member === "string" ? translateText(member, language) : localize(member, language),
  ]);
  return Object.fromEntries(members);
}

/** Placeholders whose value is not a number. */
const textPlaceholders = new Set(["type", "options", "pattern", "problem", "delimiter"]);

const patterns = templates.map((template) => {
  const source = template.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    return `(?<${name}>${textPlaceholders.has(name) ? ".+" : "[-\\d.,]+"})`;
  });
  return { template, pattern: new RegExp(`^${source}$`) };
});
