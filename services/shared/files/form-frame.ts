/** Measures what a form has around its one file, while the form passes. */
export interface FormFrame {
  /** Passes the form on. */
  through(form: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** Gives the length of the file, from that of the whole form, once the head of its part has passed; else null. */
  fileBytes(formBytes: number): number | null;
}

/** More than the head of a part may have. */
const mostHeadBytes = 64 * 1024;

/**
 * Makes the measure of one form. It never gives less than a well-formed file has, but for the last line break of a form,
 * which may be left out.
 *
 * @see RFC 2046 section 5.1.1
 */
export function formFrame(contentType: string): FormFrame {
  const [, quoted, plain = ""] = /boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(contentType) ?? [];
  const delimiter = `--${quoted ?? plain}`;
  let head = Buffer.alloc(0);
  let headBytes = 0;

  function note(chunk: Uint8Array): void {
    head = Buffer.concat([head, chunk]);
    const start = head.indexOf(delimiter);
    const end = start === -1 ? -1 : head.indexOf("\r\n\r\n", start);
    if (end !== -1) headBytes = end + 4;
  }

  return {
    async *through(form) {
      for await (const chunk of form) {
        if (headBytes === 0 && head.byteLength < mostHeadBytes) note(chunk);
        yield chunk;
      }
    },
    fileBytes(formBytes) {
      return headBytes === 0 ? null : Math.max(0, formBytes - headBytes - `\r\n${delimiter}--\r\n`.length);
    },
  };
}
