import { defaultCode } from "../answers.ts";
import type { Condition } from "../condition.ts";
import { conditions } from "../condition.ts";
import { member, members } from "../member.ts";
import type { Check } from "./checks.ts";
import { record, text } from "./checks.ts";
import { parsedPlaceholders, readPlaceholders } from "./message-faults.ts";
import { codeFault } from "./reference-faults.ts";
import type { Spot } from "./spot.ts";

/** Checks the tag of the contract's own language. */
export const checkLanguage: Check = (spot, value) => {
  const canonical = canonicalOf(value);
  if (canonical !== undefined && canonical === value) return;
  const fix = canonical === undefined ? 'Write a tag such as "en" or "pt-BR".' : `Write it as "${canonical}".`;
  spot.fault("LANGUAGE_INVALID", { expected: "a canonical BCP 47 tag", received: value, fix });
};

/** Checks messages in other languages by themselves. */
export const checkLocales: Check = record((spot, value, tag) => {
  checkLanguage(spot, tag);
  record((at, message, code) => text(at.of(code), message))(spot, value);
});

/** Notes languages that lack a code, know one too many, or write other placeholders than the contract's own message. */
export function localeFaults(root: Spot, definition: unknown): void {
  const language = member(definition, "language") ?? "en";
  for (const [tag, messages] of members(member(definition, "locales"))) {
    const spot = root.at("locales").at(tag);
    if (tag === language)
      spot.fault("LANGUAGE_DUPLICATE", {
        expected: "a language other than the contract's own",
        received: tag,
        fix: "Write these messages under errors.",
      });
    translationFaults(spot, messages, member(definition, "errors"));
  }
}

function translationFaults(spot: Spot, messages: unknown, errors: unknown): void {
  const codes = members(errors).map(([code]) => code);
  const translated = members(messages);
  const served = (Object.keys(conditions) as Condition[]).map((condition) => defaultCode(condition, codes));
  for (const [code, message] of translated) {
    codeFault(spot.at(code).of(code), code, [...codes, ...served]);
    // The boundary's own messages have no placeholders.
    if (!codes.includes(code)) placeholderFaults(spot.at(code).of(code), message, "");
  }
  for (const [code, entry] of members(errors)) {
    const at = spot.at(code).of(code);
    const message = member(messages, code);
    if (message !== undefined) placeholderFaults(at, message, member(entry, "message"));
    else {
      const fix = "Translate it: a language is complete, or it is left out.";
      at.fault("TRANSLATION_MISSING", { expected: "a message for every code", received: undefined, fix });
    }
  }
}

function placeholderFaults(spot: Spot, message: unknown, original: unknown): void {
  const names = parsedPlaceholders(spot, message);
  const wanted = readPlaceholders(original);
  if (names === undefined || wanted === undefined || wanted instanceof SyntaxError) return;
  const missing = [...wanted].filter((name) => !names.has(name));
  const extra = [...names].filter((name) => !wanted.has(name));
  if (missing.length + extra.length === 0) return;
  const fix = [missing.map((name) => `Add {${name}}.`), extra.map((name) => `Take {${name}} out.`)].flat().join(" ");
  spot.fault("TRANSLATION_PLACEHOLDERS", {
    expected: "the placeholders of the contract's own message",
    received: message,
    fix,
  });
}

function canonicalOf(tag: unknown): string | undefined {
  try {
    return typeof tag === "string" ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
  }
}
