/** Gives out the names of types, each once. */
export interface TypeNames {
  /** Makes a name of words: `INSUFFICIENT_CREDITS Details` becomes `InsufficientCreditsDetails`. */
  take(words: string): string;
}

/** @param reserved names that are taken already */
export function typeNames(reserved: readonly string[]): TypeNames {
  const taken = new Set(reserved);
  return {
    take(words) {
      const name = pascalCase(words);
      let free = name;
      for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
      taken.add(free);
      return free;
    },
  };
}

function pascalCase(words: string): string {
  const parts = words.match(/[A-Za-z0-9]+/g) ?? [];
  const name = parts.map(capitalised).join("");
  return /^[A-Za-z]/.test(name) ? name : `Type${name}`;
}

function capitalised(word: string): string {
  const rest = word.slice(1);
  return word.charAt(0).toUpperCase() + (rest === rest.toUpperCase() ? rest.toLowerCase() : rest);
}
