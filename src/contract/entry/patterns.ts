type PatternName =
  | "code"
  | "operation"
  | "headerName"
  | "headerValue"
  | "languageTag"
  | "webAddress"
  | "pagePrefix"
  | "address"
  | "text"
  | "date";

/** Patterns of names and texts, shared by the checks of a definition and by its JSON Schema. */
export const patterns: Readonly<Record<PatternName, RegExp>> = {
  /** 1 to 63 characters, the limit of google.rpc.ErrorInfo.reason. Published codes also begin with digits, or have spaces or slashes. */
  code: /^[A-Za-z0-9](?:[A-Za-z0-9_.:/ -]{0,61}[A-Za-z0-9_.:-])?$/,
  /** A method is a token in capitals, such as PURGE, and a path has parameters in braces only. @see RFC 9110 section 9.1 */
  operation: /^([!#$%&'*+.^_`|~0-9A-Z-]+) (?!\S*\/:)(\/(?:[^\s{}?#]|\{[^\s{}?#/]+\})*)$/,
  /** @see RFC 9110 section 5.6.2 (token) */
  headerName: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
  headerValue: /^[\t\x20-\x7e\x80-\xff]*$/,
  /** Canonical BCP 47, as far as a pattern can check it: language, script, region, variants, extensions. */
  languageTag:
    /^[a-z]{2,8}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(-[a-z0-9](-[a-z0-9]{2,8})+)*$/,
  webAddress: /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/]\S*$/,
  /** A web address to which a code can be appended, because it ends in `/`, `#`, `=` or similar. */
  pagePrefix: /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/?#]+[/?#](\S*[^A-Za-z0-9\s])?$/,
  /** A web or mail address. */
  address: /^([Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/]|[Mm][Aa][Ii][Ll][Tt][Oo]:)\S*$/,
  /** Text with at least one visible character. */
  text: /\S/,
  /** A calendar date. @see RFC 3339 section 5.6 (full-date) */
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
};

/** Headers that the server and the envelope control. A code that set them would break the framing of the response. */
export const ownedHeaders = [
  "connection",
  "content-length",
  "content-type",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
] as const;
