/**
 * Rejects a source that is too large or too deep to be a page about errors, with a message for the user.
 *
 * @example
 * ```ts
 * import { AdoptError, adopt } from "errata/adopt";
 *
 * try {
 *   adopt([{ file: "errors.html", text: "<div>".repeat(5_000) }]);
 * } catch (error) {
 *   if (error instanceof AdoptError) console.error(error.message);
 * }
 * ```
 */
export class AdoptError extends Error {
  /** Always `AdoptError`. */
  override readonly name: string = "AdoptError";
}

/** Creates the error about nesting that no page of documentation has. */
export function tooDeep(maximum: number): AdoptError {
  return new AdoptError(
    `expected a page, received elements nested deeper than ${maximum}. Pass the part of the page that lists the errors.`,
  );
}

/** Creates the error about a size that no page of documentation has. */
export function tooMany(parts: string, maximum: number): AdoptError {
  return new AdoptError(
    `expected at most ${maximum} ${parts}, received more. Pass the part of the page that lists the errors.`,
  );
}

/** Checks whether YAML has so many aliases that the parser needs minutes to resolve them. Emphasis of Markdown is none. */
export function hasManyAliases(yaml: string): boolean {
  const aliases = yaml.matchAll(/(?:^|[:,[{?-])[ \t]*\*[\w.-]+[ \t]*(?=[,\]}\r\n#:]|$)/gm);
  return Array.from(aliases).length > maxAliases;
}

const maxAliases = 1_000;
