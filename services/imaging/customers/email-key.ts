/** Gives what makes two addresses the same: case and Unicode form do not tell people apart, dots and tags may. */
export function emailKey(email: string): string {
  return email.normalize("NFKC").toLowerCase();
}
