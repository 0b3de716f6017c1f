/** How a code is written. `word` and `phrase` are ordinary language, so they count as codes only where codes stand. */
export type NameStyle =
  | "upper"
  | "lower"
  | "kebab"
  | "dotted"
  | "pascal"
  | "camel"
  | "numbered"
  | "number"
  | "word"
  | "phrase";

const styles: readonly (readonly [NameStyle, RegExp])[] = [
  ["number", /^-?\d{1,9}$/],
  ["dotted", /^[A-Za-z][\w-]*(?:[.:/][A-Za-z0-9][\w-]*)+$/],
  ["upper", /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/],
  ["upper", /^\d[A-Z0-9]*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_[A-Z]+(?:_[A-Z0-9]+)*$/],
  ["lower", /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/],
  ["kebab", /^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)+$/],
  ["numbered", /^[A-Z][A-Z0-9]*[-_]?\d[A-Z0-9]*$/],
  ["numbered", /^[0-9][0-9A-Z]{2,6}$/],
  // A number and its part, such as `400-01`: neither a range nor a month.
  ["numbered", /^(?!(?:19|20)\d\d-)\d{3,6}-(?:0\d{1,3}|\d{1,2})$/],
  ["numbered", /^(?:ERROR|ERR|FAILED|FAIL) \d{1,5}$/],
  [
    "pascal",
    /^(?:[A-Z][a-z0-9]+){2,}[A-Z]?$|^[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+$|^[A-Z]{2,}[a-z]+(?:[A-Z][a-z0-9]*)+$/,
  ],
  ["camel", /^[a-z][a-z0-9]*(?:[A-Z]+[a-z0-9]*)+$/],
  ["lower", /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+$/],
  ["word", /^[A-Za-z][A-Za-z0-9]{1,40}$/],
  ["word", /^\d[a-z][a-z0-9]{5,40}$/],
  ["phrase", /^[A-Za-z][A-Za-z]*(?: [A-Za-z][A-Za-z]*){1,5}$/],
];

/** Returns how a name is written; undefined if it cannot be a code. */
export function styleOf(name: string): NameStyle | undefined {
  return name.length > maxLength ? undefined : styles.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Returns whether a name is written as only identifiers are. */
export function isIdentifier(name: string): boolean {
  const style = styleOf(name);
  return style !== undefined && style !== "word" && style !== "phrase" && style !== "number" && !isHeaderName(name);
}

const maxLength = 80;

/** Returns whether a name is that of a common header, which is written like a code in kebab-case. */
export function isHeaderName(name: string): boolean {
  // Headers are not written in camel case: `rateLimit`.
  if (/^[a-z]+[A-Z]/.test(name)) return false;
  return /^(?:x-[\w-]+|sec-[\w-]+|content-\w+|retry-after(?:-ms)?|ratelimit(?:-[\w-]+)?|accept(?:-\w+)?|www-authenticate|idempotency-key|if-[\w-]+|cache-control|user-agent|set-cookie|access-control-[\w-]+|last-modified|request-id)$/i.test(
    name,
  );
}

/** Returns why a name cannot be a code, wherever it stands; undefined if it can. */
export function placeholderReason(name: string): string | undefined {
  if (
    /^(?:|""|''|about:blank|0|-|–|—|n\/a|none|null|nil|undefined|\.\.\.|…|\*|any|other|others|todo|tbd|varies|various)$/i.test(
      name,
    )
  )
    return "a placeholder";
  if (
    /^(?:ok|no[_ ]error|success(?:[_ ](?:status|code))?|succeeded|successful(?:[_ ]completion)?)\.?$/i.test(name) ||
    (/(?:_success|_SUCCESS|[a-z]Success)$/.test(name) && !/(?:not|non|no|un)[_-]?success$/i.test(name))
  )
    return "a success";
  if (/^[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*[-_.]?(?:X{3,}|x{3,}|N{3,}|#{2,})$/.test(name))
    return "a pattern of codes";
  if (
    /^(?=.*Code)(?:Error|HTTP|Http|Status|Name|Code|Number|Id|Type|Category)+(?:Description|Message|Meaning|Reason|Cause|Text|Details)/.test(
      name,
    )
  )
    return "a row of titles";
  if (/^(?:[A-Z]+_){0,2}ERROR_CODE$/.test(name)) return "a placeholder";
  if (/^error_?(?:code|type|name)(?:_(?:identifier|name|value|string|here|id))?$/i.test(name)) return "a placeholder";
  if (/^(?:[A-Za-z]{1,4}[_-])?examples?[_-]\w|[_-]example$/i.test(name)) return "a placeholder";
  if (/^(?:application|audio|font|image|multipart|text|video)\/[\w.+-]+$/.test(name)) return "a media type";
  if (/^v\d{1,3}(?:\.\d{1,5}){1,3}$/i.test(name)) return "a version";
  if (/^(?:[A-Z_]*_)?UNSPECIFIED$/.test(name)) return "a placeholder for no value";
  return undefined;
}
