/** Assigns type names, each only once. */
export interface TypeNames {
  /** Returns a free name for the given words: `INSUFFICIENT_CREDITS Details` becomes `InsufficientCreditsDetails`. */
  assign(words: string): string;
}

/** @param reserved names that are already in use */
export function typeNames(reserved: readonly string[]): TypeNames {
  const used = new Set(reserved);
  return {
    assign(words) {
      const base = pascalCase(words);
      let name = base;
      for (let number = 2; used.has(name); number++) name = `${base}${number}`;
      used.add(name);
      return name;
    },
  };
}

function pascalCase(words: string): string {
  const parts = words.match(/[A-Za-z0-9]+/g) ?? [];
  const name = parts.map(capitalise).join("");
  return /^[A-Za-z]/.test(name) ? name : `Type${name}`;
}

/** Keeps the inner capitals of mixed case, and lowers those of all capitals. */
function capitalise(word: string): string {
  const rest = word.slice(1);
  return word.charAt(0).toUpperCase() + (rest === rest.toUpperCase() ? rest.toLowerCase() : rest);
}
