import type { Value } from "../syntax/index.ts";

/** Returns the words of a name or a path in lower case: `apiErrorCode` has `api`, `error` and `code`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
}

const errorWords: ReadonlySet<string> = new Set(
  "error errors err errs exception exceptions problem problems probs fault faults failure failures ecode ecodes errcode errcodes errorcode errorcodes errno errnos apierr apierror apierrors httperror httperrors rejection rejections refusal abort".split(
    " ",
  ),
);

/** Returns whether a name is about errors. */
export function isErrorName(name: string | undefined): boolean {
  return name !== undefined && !platformErrors.test(name) && wordsOf(name).some((word) => errorWords.has(word));
}

/** Returns whether a name is that of a constant with a code: `CodeSoldOut`, `SoldOutCode`, `ERR_SOLD_OUT`. */
export function namesCode(name: string): boolean {
  return /^(?:E|ERR?)_|^Code[A-Z0-9]|_CODE$|Code$/.test(name);
}

/** Errors of the operating system, whose texts are names of calls. */
const platformErrors = /^(?:Path|Syscall|NewSyscall|Link|Num|Op|Addr|DNS)Error$/;

/** Returns whether the name of a file or of its folder is about errors. */
export function isErrorPath({ file, folder }: { readonly file: string; readonly folder: string }): boolean {
  if (isErrorName(folder)) return true;
  return isErrorName(
    file
      .split(/[/\\]/)
      .slice(-2)
      .join("/")
      .replace(/\.\w+$/, ""),
  );
}

/** Subjects of lists that do not hold error codes. */
const subjects: readonly (readonly [RegExp, string])[] = [
  [/\b(?:http )?(?:methods?|verbs?)$/, "a list of HTTP methods"],
  [/\b(?:http|response) status(?:es)?(?: codes?)?$|^status codes?$/, "a list of HTTP statuses"],
  [/\blevels?$|\bseverity$|\bseverities$/, "a list of levels"],
  [/\bevents?(?: (?:types?|names?|codes?))?$/, "a list of events"],
  [/\b(?:states?|phases?|stages?)$|\b(?:state|status) reason codes?$/, "a list of states"],
  [/\b(?:metrics?|counters?|labels?)$/, "a list of metrics"],
  [/\b(?:limits?|quotas?|thresholds?)$/, "a list of limits"],
  [/\bop ?codes?$|\bcommands?$/, "a list of commands"],
  [/\bclose codes?$/, "a list of close codes"],
  [/\bwarnings?(?: codes?)?$/, "a list of warnings"],
  [/\b(?:categor(?:y|ies)|domains?|sources?|scopes?|origins?|locations?|boundar(?:y|ies))$/, "a list of categories"],
  [
    /\b(?:headers?|fields?|params?|parameters?|attributes?|propert(?:y|ies)|keys|props|options|permissions?|roles?)$/,
    "a list of fields",
  ],
  [
    /\b(?:by|modes?|handlers?|handling|config|policy|strategy|logging|verbosity|formats?|urls?|paths?|routes?|pages?|links?|colors?|icons?|tags?)$/,
    "a list of settings",
  ],
  [/\bexit codes?$/, "a list of exit codes"],
  [
    /\b(?:currency|country|language|locale|postal|zip|color|country|area|promo|discount|coupon) codes?$/,
    "a list of other codes",
  ],
];

/** Returns what a list is about, if its name says that it is not a list of errors. */
export function otherSubject(owner: string): string | undefined {
  const words = wordsOf(owner).join(" ");
  return subjects.find(([pattern]) => pattern.test(words))?.[1];
}

/** The role that a key gives its value. */
export type KeyRole = "code" | "weakCode" | "status" | "message" | "description" | "retry" | "solution" | undefined;

const roles: readonly (readonly [Exclude<KeyRole, undefined>, RegExp])[] = [
  [
    "status",
    /^(?:http|api|response|default|user|error|err|plug|grpc http|suggested)? ?(?:http )?status ?(?:codes?|number|int|value|no)?$|^http(?: (?:error|response))? codes?$|^http$|^rc$|^response code$|^http error$|^http status code$/,
  ],
  [
    "code",
    /^(?:api|app|err|error|errors|problem|exception|default|machine|string|internal|business|biz|result|reason|public|custom|m|sub|service|domain)? ?(?:error )?code ?(?:str|string|name|value)?$|^err ?(?:code|no)$|^errcode$|^error (?:no|number)$|^error (?:id|key|slug)$|^slug$|^reason$|^kode$/,
  ],
  [
    "message",
    /^(?:default|error|err|user|public|client|human|custom|exception|en|english)? ?(?:messages?|msg|detail|text|template|format)$|^message (?:template|format)$|^reason phrase$|^fallback(?: message)?$|^(?:error|status) (?:description|message|text)$/,
  ],
  ["description", /^(?:desc|description|summary|explanation|title|details|display name|meaning|cause)$/],
  ["retry", /^(?:is |can |should )?(?:retry|retryable|retriable|transient)$|^retry(?:able| allowed)?$/],
  ["solution", /^(?:hint|solution|resolution|action|fix|remedy|suggestion|recommended action|help)$/],
  ["weakCode", /^(?:type|name|key|id|value|error|identifier|kind|error (?:name|type)|label|title|constant|default)$/],
];

/** Returns what a key says about its value. */
export function roleOfKey(key: Value | undefined): KeyRole {
  const name = nameOfKey(key);
  if (name === undefined || name.length > 60) return undefined;
  if (knownRoles.has(name)) return knownRoles.get(name);
  const words = wordsOf(name.replace(/^_+/, ""))
    .join(" ")
    .replace(/(?<=\w) field$/, "")
    .replace(/^default (?=key|http|fallback)/, "");
  const role = roles.find(([, pattern]) => pattern.test(words))?.[0];
  if (knownRoles.size < 10_000) knownRoles.set(name, role);
  return role;
}

const knownRoles = new Map<string, KeyRole>();

/** Returns the name of a key. */
export function nameOfKey(key: Value | undefined): string | undefined {
  if (key === undefined) return undefined;
  if (key.type === "name") return key.path.at(-1);
  return key.type === "string" || key.type === "symbol" ? key.text : undefined;
}
