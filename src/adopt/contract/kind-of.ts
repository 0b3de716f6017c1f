import { type Kind, kinds } from "../../contract/index.ts";

/** Guesses the kind of an error from the words of its code, from its status and from its meaning, in this order. */
export function kindOf(code: string, status: number | undefined, meaning = ""): Kind {
  const words = wordsOf(code);
  const inName = names.filter(([, pattern]) => pattern.test(words)).map(([kind]) => kind);
  const fits = (kind: Kind): boolean => status === undefined || kinds[kind].statuses.includes(status);
  const isNear = (kind: Kind): boolean => status === undefined || kinds[kind].status >= 500 === status >= 500;
  const byStatus = status === undefined ? undefined : statuses[status];
  const inMeaning = names.filter(([, pattern]) => pattern.test(wordsOf(meaning))).map(([kind]) => kind);
  const general = status === undefined ? "internal" : status >= 500 ? "internal" : "invalid_value";
  return (
    inName.find(fits) ??
    // Words such as "bad" and "invalid" say less than the status.
    inName.find((kind) => isNear(kind) && (kind !== "invalid_value" || byStatus === undefined)) ??
    inMeaning.find((kind) => kind === byStatus) ??
    byStatus ??
    inMeaning[0] ??
    general
  );
}

function wordsOf(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[^A-Za-z0-9]+/g, " ")
    .toLowerCase();
}

/** Words of codes, the most specific first. */
const names: readonly (readonly [Kind, RegExp])[] = [
  ["idempotency_key_invalid", /\bidempoten/],
  [
    "insufficient_credits",
    /\b(?:insufficient|not enough|out of|no)\b.*\b(?:credits?|funds?|balance)|\busage not enough/,
  ],
  ["storage_quota_exceeded", /\bstorage (?:full|quota|limit)|\bdisk (?:full|quota)|\binsufficient storage/],
  ["rate_limited", /\brate limit|\btoo many requests|\bthrottl|\brate exceeded|\bslow down/],
  ["quota_exceeded", /\bquota|\busage (?:limit|exceeded)|\blimit (?:exceeded|reached)|\bexceeded\b.*\blimit/],
  [
    "payload_too_large",
    /\b(?:payload|body|file|entity|request|upload|content|image|message)s? (?:is )?too (?:large|big|long)|\btoo large|\bmax(?:imum)? (?:file )?size/,
  ],
  ["uri_too_long", /\bur[il] too long/],
  ["headers_too_large", /\bheaders? (?:fields? )?too (?:large|long)/],
  [
    "expired_credential",
    /\b(?:token|key|session|credential|api key|signature|jwt|auth)s?\b.*\bexpired|\bexpired\b.*\b(?:token|key|session|credential|jwt)/,
  ],
  [
    "invalid_credential",
    /\b(?:invalid|bad|wrong|malformed|incorrect|revoked|disabled|deactivated|inactive|unknown)\b.*\b(?:api key|key|token|credential|secret|signature|password|jwt|auth|login)|\b(?:token|key|credential|signature|jwt|password)s? (?:is )?(?:invalid|revoked|disabled|incorrect|mismatch|malformed)/,
  ],
  [
    "unauthenticated",
    /\bunauthenticated|\bunauthori[sz]ed|\bnot authenticated|\bauthentication|\bmissing\b.*\b(?:api key|key|token|credential|auth)|\b(?:auth|login) required|\bunauthn/,
  ],
  [
    "feature_not_entitled",
    /\bnot (?:entitled|enabled|included)|\bupgrade|\bplan (?:lacks|required|limit|not)|\bfeature (?:disabled|not|unavailable)|\bcannot sell/,
  ],
  [
    "account_restricted",
    /\b(?:account|user|tenant|organi[sz]ation|workspace|partner|trial|project)\b.*\b(?:suspended|disabled|blocked|locked|restricted|banned|inactive|expired|invalid|closed|frozen)/,
  ],
  ["payment_required", /\bpayment|\bbilling|\bpast due|\bunpaid|\bcard declined/],
  [
    "permission_denied",
    /\bforbidden|\bpermission|\baccess denied|\bdenied|\bnot allowed|\bnot owner|\bauthz|\binsufficient (?:scope|privilege|role)|\bscope|\bnot permitted|\bunauthz/,
  ],
  ["method_not_allowed", /\bmethod (?:not (?:allowed|supported)|invalid)|\bunsupported method/],
  ["not_acceptable", /\bnot acceptable/],
  [
    "unsupported_media",
    /\b(?:unsupported|invalid|wrong|bad) (?:media|content|file|mime|report)(?: type)?|\bmedia type/,
  ],
  [
    "not_found",
    /\bnot found|\bno such|\bdoes not exist|\bdoesn t exist|\bunknown|\bnot exist|\bgone\b|\bmissing resource|\bnonexistent/,
  ],
  ["already_exists", /\balready (?:exists?|in use|taken|registered|used)|\bduplicate|\bexists\b|\bnot unique|\bunique/],
  ["expired_resource", /\bexpired|\bgone\b/],
  [
    "invalid_state",
    /\balready|\bnot (?:pending|completed|ready|active|uploaded|confirmed|started)|\bstate|\bprecondition|\bin progress|\bin use|\blocked/,
  ],
  ["conflict", /\bconflict|\baborted|\bversion mismatch|\bstale|\bconcurrent/],
  ["timeout", /\btime ?d? ?out|\bdeadline/],
  ["cancelled", /\bcancell?ed/],
  ["not_implemented", /\bnot implemented|\bunimplemented|\bnot supported|\bunsupported operation/],
  [
    "dependency_failed",
    /\bupstream|\bgateway|\bprovider|\bdependency|\bexternal service|\bthird party|\bs3 error|\bconnection (?:failed|refused|error)/,
  ],
  ["unavailable", /\bunavailable|\boverloaded|\bmaintenance|\bbusy|\bcapacity|\btry again later/],
  ["missing_field", /\bmissing|\brequired|\bmust be (?:set|present|provided)|\bnot provided|\bblank/],
  ["validation_failed", /\bvalidation|\bunprocessable|\binvalid (?:request|input|body|params?|parameters)|\bschema/],
  ["malformed_request", /\bmalformed|\bbad request|\bparse|\bsyntax|\bnot readable|\binvalid json|\bcorrupt/],
  ["processing_failed", /\bprocessing|\bconversion|\brender/],
  ["unsupported_operation", /\bunsupported|\bcan ?t\b|\bcannot|\bnot match|\bnot applicable/],
  [
    "invalid_value",
    /\binvalid|\bout of range|\bbad\b|\btoo (?:long|short|many|few|small|old|new)|\billegal|\bincorrect|\bwrong|\bmismatch|\bnot valid|\bnot allowed value/,
  ],
  ["internal", /\binternal|\bserver error|\bunexpected|\bdatabase|\bunhandled|\bfatal|\bcrash/],
];

const statuses: Readonly<Partial<Record<number, Kind>>> = {
  400: "invalid_value",
  401: "invalid_credential",
  402: "payment_required",
  403: "permission_denied",
  404: "not_found",
  405: "method_not_allowed",
  406: "not_acceptable",
  408: "timeout",
  409: "conflict",
  410: "expired_resource",
  411: "malformed_request",
  412: "conflict",
  413: "payload_too_large",
  414: "uri_too_long",
  415: "unsupported_media",
  416: "invalid_value",
  422: "validation_failed",
  423: "invalid_state",
  428: "missing_field",
  429: "rate_limited",
  431: "headers_too_large",
  499: "cancelled",
  500: "internal",
  501: "not_implemented",
  502: "dependency_failed",
  503: "unavailable",
  504: "timeout",
};
