/**
 * Returns whether a text contains a code as a word. Text that was copied from a table has no spaces between its cells, so
 * a word that begins with a capital, or a status, may follow at once: `KEY_EXPIREDThe key`, `key_expired401`.
 */
export function mentions(text: string, code: string): boolean {
  const isUpper = code === code.toUpperCase();
  for (let at = text.indexOf(code); at >= 0; at = text.indexOf(code, at + 1)) {
    const after = text.slice(at + code.length, at + code.length + 3);
    const before = text.charAt(at - 1);
    const continues = isUpper ? /^(?:_|(?![45]\d\d)\d|[A-Z](?![a-z]))/ : /^(?:[_a-z]|(?![45]\d\d)\d)/;
    // The first cell of a row, before a cell that begins with an acronym: `AUTHZ_ERRORAPI key`.
    const isFirstCell = isUpper && (before === "" || before === "\n") && /^[A-Z]{2}/.test(after);
    if (!/[A-Za-z_]/.test(before) && (isFirstCell || !continues.test(after))) return true;
  }
  return false;
}
