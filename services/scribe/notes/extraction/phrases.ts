/** Lower-cases a text and removes accents, so that phrases also match transcripts without accents. */
export function fold(text: string): string {
  return (
    text
      .toLowerCase()
      // Sorting a long sequence of marks takes quadratic time, so only letters are decomposed.
      .replace(/\p{M}+/gu, "")
      .normalize("NFD")
      .replace(/\p{M}+/gu, "")
      .replaceAll("ß", "ss")
      .replaceAll("’", "'")
  );
}

/** Compiles folded phrases that are separated by `|`. `*` stands for any ending of a word. */
export function phrases(list: string): RegExp {
  return new RegExp(`(?<![a-z0-9])(?:${list.replaceAll("*", "[a-z]*")})(?![a-z0-9])`, "g");
}

/** Counts the occurrences of phrases in a folded text, at most three, so that repetition does not decide. */
export function countPhrases(folded: string, pattern: RegExp): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (count < 3 && pattern.test(folded)) count += 1;
  return count;
}
