/**
 * Phrases that read like a literal translation, each with its replacement. The list holds only phrases that are never
 * good English here; phrases that can be, such as "there is no route", are left to the reader.
 *
 * @type {readonly { pattern: RegExp, replacement: string }[]}
 */
export const dialect = [
  { pattern: /\b(?:is|are|was|were|be|been) told\b/i, replacement: '"is reported", "receives" or "is notified"' },
  { pattern: /\btold (?:of|as|by)\b/i, replacement: '"reported as", "notified of" or "identified by"' },
  { pattern: /\bmend(?:s|ed|ing)?\b/i, replacement: '"fix"' },
  { pattern: /\bfor ever\b/i, replacement: '"forever"' },
  { pattern: /\btaken back\b/i, replacement: '"rolled back"' },
  { pattern: /\bmeanwhile\b/i, replacement: '"at the same time" or "in between"' },
  { pattern: /\bof no use\b/i, replacement: '"has no effect" or "is useless"' },
  { pattern: /\bhowever often\b/i, replacement: '"no matter how many times"' },
  { pattern: /\bin so many words\b/i, replacement: '"explicitly"' },
  { pattern: /\bcan be no\b/i, replacement: '"cannot be a"' },
  { pattern: /\bhas to be no\b/i, replacement: '"must not be"' },
  { pattern: /\b(?:held|holds|hold) against\b/i, replacement: '"compared with" or "checked against"' },
  { pattern: /\bnone of its own\b/i, replacement: '"does not have one"' },
  { pattern: /\bthat was not made\b/i, replacement: '"missing"' },
  { pattern: /\bgone to waste\b/i, replacement: '"discarded"' },
  { pattern: /\b(?:leavings|the broom)\b/i, replacement: '"leftover files" or "cleanup"' },
  {
    pattern: /^\s*(?:\/\/\/?|\/\*\*?|\*) (?:What|Whatever|Whoever|Whose|Who|Of (?:a|an|the|several|what|which)) /,
    replacement: "a sentence that begins with its subject",
  },
  {
    pattern: /\/\/ (?:What|Whatever|Whoever|Who|Of (?:a|an|the|several|what|which)) /,
    replacement: "a sentence that begins with its subject",
  },
  {
    pattern: /^\s*(?:\/\*\*|\*) (?:Gives|Tells|Says|Makes|Puts|Takes|Draws) /,
    replacement: '"Returns", "Reports", "Creates", "Adds", "Reads", "Renders" or a more exact verb',
  },
];
