/** A source that cannot be adopted, with a message for the user. */
export class AdoptError extends Error {
  override readonly name: string = "AdoptError";
}

/** Creates the error about nesting that no page of documentation has. */
export function tooDeep(maximum: number): AdoptError {
  return new AdoptError(
    `expected a page, received elements nested deeper than ${maximum}. Pass the part of the page that lists the errors.`,
  );
}
