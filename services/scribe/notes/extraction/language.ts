import { english } from "./lexicons/english.ts";
import { french } from "./lexicons/french.ts";
import { german } from "./lexicons/german.ts";
import type { Lexicon } from "./lexicons/lexicon.ts";
import { spanish } from "./lexicons/spanish.ts";

const lexicons = { english, german, french, spanish };

/** Function words of languages without a lexicon. They share words with supported languages, so that only both tell them apart. */
const others = [
  "il|che|non|di|ho|mi|per|sono|con|da|una|gli|la|e|del|anche|nel|si|ha|della|questo|un|le|ma|piu|ogni|quando|giorni|dolore",
  "o|a|que|nao|de|eu|com|uma|um|em|tenho|esta|para|os|as|dor|voce|sem|ha|minha|meu|do|da|no|na|dias|muito|faz",
  "ik|het|een|de|en|van|niet|dat|heb|is|mijn|met|voor|u|geen|bij|op|te|wel|je|maar|naar|pijn|sinds|dagen",
  "w|na|nie|sie|z|i|mam|od|jest|jak|czy|co|pan|pani|boli|mnie|bol|ma|dni|tak|prosze|przez|moja|moje",
  "jag|och|att|det|ar|har|inte|som|en|ett|pa|med|mig|min|av|ont|sedan|dagar|nar|kan|ingen",
  "ve|bir|bu|da|icin|cok|var|yok|agri|agrim|ben|benim|mi|ile|gun|gundur|evet|hayir|ne|kadar",
  "a|az|es|hogy|nem|van|egy|is|meg|vagyok|napja|faj|mi|de|ha|mar|nagyon|nincs",
  "si|de|la|am|nu|cu|ma|doare|pe|o|un|in|din|este|sunt|zile|mai|imi",
  "jeg|og|det|er|ikke|har|til|i|en|et|pa|med|mig|meg|min|ondt|vondt|siden|dage|dager",
  "je|se|na|to|ze|a|v|s|mam|boli|me|dni|jsem|ne|ano|od|mi|uz",
  "on|ja|ei|minulla|olen|se|kun|paivaa|kipu|etta|en|ole|mutta",
  "saya|yang|dan|tidak|ada|sejak|hari|di|sakit|dari|ini|itu|sudah",
  "toi|bi|dau|khong|co|ngay|va|la|cua|tu|duoc|nay",
].map(wordsOf);

const known = Object.values(lexicons).map((lexicon) => {
  const { name: _, functionWords: __, ...lists } = lexicon;
  const terms = Object.values(lists).join("|");
  return {
    lexicon,
    functionWords: wordsOf(lexicon.functionWords),
    words: wordsOf(`${lexicon.functionWords}|${terms}`),
  };
});

/** Share of the words of a transcript that a lexicon of its language has. Measured: 0.3 to 0.7; Hungarian read as English: 0.05. */
const minShare = 0.15;

/** Fewer words do not show a language. */
const minWords = 8;

/**
 * Finds the languages of a transcript: the dominant one first, then others that are also spoken. Empty if the dominant
 * language is not supported.
 *
 * @param words folded words of the transcript
 */
export function detectLanguages(words: readonly string[]): readonly Lexicon[] {
  const count = (set: ReadonlySet<string>): number => words.reduce((sum, word) => sum + Number(set.has(word)), 0);
  const hits = known
    .map(({ lexicon, functionWords, words: terms }) => ({ lexicon, common: count(functionWords), count: count(terms) }))
    .toSorted((a, b) => b.count - a.count);
  if (words.filter((word) => /[a-z]/.test(word)).length < words.length / 2) return [];
  const [best, common] = [hits[0]?.count ?? 0, Math.max(...hits.map((each) => each.common))];
  if (best < words.length * minShare && words.length >= minWords) return [];
  if (Math.max(...others.map(count)) > common + 1) return [];
  // Languages share words, so a few of them do not show that a second language is spoken.
  return hits.filter((each, index) => index === 0 || each.common >= common / 3).map(({ lexicon }) => lexicon);
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(list.split("|"));
}
