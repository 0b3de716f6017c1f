import type { DiffRuleName } from "./rule-name.ts";

/** The effect of a change on callers: it breaks them, it can surprise them, or they need not notice it. */
export type Verdict = "breaking" | "risky" | "safe";

/** A kind of change, with the verdict that it gets unless its circumstances make it better or worse. */
export interface DiffRule {
  /** The effect on callers. */
  readonly verdict: Verdict;
  /** The change, as a clause: "a code is removed". */
  readonly what: string;
  /** Why callers notice it, as one sentence. */
  readonly why: string;
  /** An alternative for the authors. @default undefined: there is nothing to do */
  readonly fix?: string;
}

const nextMajor = "or publish the change in a new major version.";

/** Every rule of `diffContracts`, by name. */
export const diffRules: Readonly<Record<DiffRuleName, DiffRule>> = {
  "code-removed": {
    verdict: "breaking",
    what: "a code is removed without a deprecation and a sunset that has passed",
    why: "Callers that handle the code stop recognizing the failure.",
    fix: `Deprecate the code first: set deprecated, sunset and replacedBy, and remove it after the sunset, ${nextMajor}`,
  },
  "code-retired": {
    verdict: "safe",
    what: "a deprecated code is removed after its sunset, and its name is reserved",
    why: "Callers had until the sunset to stop depending on it.",
  },
  "code-not-reserved": {
    verdict: "risky",
    what: "the name of a removed code is not reserved",
    why: "A later error could reuse the name, and old clients would misread it. Buf demands the same of deleted enum values.",
    fix: "List the code under retired, with the version that removed it.",
  },
  "code-renamed": {
    verdict: "breaking",
    what: "a code is renamed",
    why: "Callers that handle the old name treat the failure as unknown.",
    fix: `Keep the old name. If it must change, deprecate it with replacedBy and keep sending it until its sunset, ${nextMajor}`,
  },
  "code-reused": {
    verdict: "breaking",
    what: "a retired code is declared again",
    why: "Clients that were written for its first meaning act on the wrong failure.",
    fix: "Choose a new name for the new error.",
  },
  "reservation-removed": {
    verdict: "risky",
    what: "a name is no longer listed under retired",
    why: "A later error could reuse it.",
    fix: "Keep retired codes forever.",
  },
  "code-added": {
    verdict: "safe",
    what: "a code is added",
    why: "A code by itself is never sent; operation-code-added says where callers can meet it.",
  },
  "code-split": {
    verdict: "breaking",
    what: "a cause of one code gets a code of its own",
    why: "Callers that handle the old code no longer see this cause.",
    fix: "Set parent of the new code to the old one, so that clients can fall back to it.",
  },
  "codes-merged": {
    verdict: "breaking",
    what: "a removed code becomes a cause of another code",
    why: "Callers that told the two failures apart no longer can.",
    fix: `Keep both codes, ${nextMajor}`,
  },
  "status-changed": {
    verdict: "breaking",
    what: "a code moves to another HTTP status",
    why: "Clients, proxies and monitors decide by the status before they read the code.",
    fix: `Keep the published status, ${nextMajor}`,
  },
  "status-class-changed": {
    verdict: "breaking",
    what: "a code moves between 4xx and 5xx",
    why: "Generic clients retry 5xx and not 4xx, and monitors count 5xx as failures of the server.",
    fix: `Keep the published status, ${nextMajor}`,
  },
  "kind-changed": {
    verdict: "breaking",
    what: "a code changes its kind",
    why: "Clients handle unknown and grouped codes by their kind.",
    fix: "Declare a new code of the new kind, and deprecate the old one.",
  },
  "grpc-changed": {
    verdict: "breaking",
    what: "a code changes its gRPC status",
    why: "gRPC and Connect clients decide by it.",
    fix: `Keep the published gRPC status, ${nextMajor}`,
  },
  "retry-forbidden": {
    verdict: "breaking",
    what: "a failure that could be retried can no longer be",
    why: "Clients keep retrying requests that cannot succeed.",
    fix: "Declare a new code for the case that cannot be retried.",
  },
  "retry-allowed": {
    verdict: "risky",
    what: "a failure that could not be retried now can be",
    why: "Clients that follow the contract send the request again; make sure that this cannot act twice.",
    fix: "Check that the operation is idempotent or has a key.",
  },
  "retry-changed": {
    verdict: "risky",
    what: "the time or the event after which a retry can succeed changes",
    why: "Clients wait for the wrong thing until they are updated.",
    fix: "Tell callers what to wait for.",
  },
  "effect-weakened": {
    verdict: "breaking",
    what: "a failure that had no effect may now have one",
    why: "A caller that repeats the request can act twice.",
    fix: "Declare a new code for the case in which the request may have taken effect.",
  },
  "effect-strengthened": {
    verdict: "safe",
    what: "a failure is now known to have less effect",
    why: "Callers may repeat what they did not dare to repeat before.",
  },
  "charged-changed": {
    verdict: "breaking",
    what: "a failure that was free may now cost money",
    why: "Callers pay for requests that they believed to be free.",
    fix: "Release the charge when the request fails.",
  },
  "limit-scope-changed": {
    verdict: "risky",
    what: "a rate limit covers other requests than before",
    why: "Clients hold back too many requests or too few.",
    fix: "Tell callers which requests the limit covers.",
  },
  "when-changed": {
    verdict: "risky",
    what: "the condition of a code is described differently",
    why: "If the meaning changed, callers that handle the code act on the wrong condition.",
    fix: "If only the wording changed, waive this with a reason. If the meaning changed, declare a new code.",
  },
  "message-changed": {
    verdict: "safe",
    what: "a message is worded differently",
    why: "Messages are for people; clients decide by the code (AIP-193).",
  },
  "title-changed": {
    verdict: "safe",
    what: "a title is worded differently",
    why: "Titles are for people.",
  },
  "detail-removed": {
    verdict: "breaking",
    what: "a detail is removed",
    why: "Callers that read it find nothing (AIP-193: keys must continue to be sent).",
    fix: `Keep sending the detail, ${nextMajor}`,
  },
  "detail-changed": {
    verdict: "breaking",
    what: "a detail has another type, format or unit, or can take values that it could not take",
    why: "Callers that parse the old form fail or misread it.",
    fix: "Add a detail with a new name, and keep the old one.",
  },
  "detail-optional": {
    verdict: "breaking",
    what: "a detail that was always sent can be absent or null",
    why: "Callers that rely on it fail.",
    fix: "Keep sending the detail always, or add another code for the case without it.",
  },
  "detail-value-added": {
    verdict: "risky",
    what: "a detail can have a value that its enumeration did not list",
    why: "Callers that list every value meet one that they do not know.",
    fix: "Tell callers to expect other values.",
  },
  "detail-added": { verdict: "safe", what: "a detail is added", why: "Callers ignore members that they do not know." },
  "detail-narrowed": {
    verdict: "safe",
    what: "a detail takes fewer forms than before, or is now always sent",
    why: "Every value that is sent was allowed before.",
  },
  "body-member-removed": {
    verdict: "breaking",
    what: "a member of the error body is removed, moved or renamed",
    why: "Clients read the code and the message from fixed paths.",
    fix: `Keep the published envelope, or offer the new one by content negotiation, ${nextMajor}`,
  },
  "body-value-changed": {
    verdict: "breaking",
    what: "a fixed value or the type of a member of the error body changes",
    why: "Clients recognize the format by its fixed members.",
    fix: `Keep the published envelope, ${nextMajor}`,
  },
  "body-member-added": {
    verdict: "safe",
    what: "a member of the error body is added",
    why: "Clients ignore members that they do not know.",
  },
  "media-type-changed": {
    verdict: "breaking",
    what: "errors are sent with another Content-Type",
    why: "Many clients parse application/json only, and do not treat other JSON types as a subset of it (Zalando).",
    fix: "Keep the media type, and offer the other one by content negotiation.",
  },
  "header-removed": {
    verdict: "breaking",
    what: "a response header of a code is removed",
    why: "Clients that wait for Retry-After or read the header fail.",
    fix: `Keep sending the header, ${nextMajor}`,
  },
  "header-changed": {
    verdict: "breaking",
    what: "a response header of a code has another form",
    why: "A client that expects seconds cannot read a date.",
    fix: "Keep the form of the header.",
  },
  "header-added": {
    verdict: "safe",
    what: "a response header is added",
    why: "Clients ignore headers that they do not know.",
  },
  "docs-url-changed": {
    verdict: "risky",
    what: "the page of a code moves",
    why: "Links in logs, tickets and search results lead nowhere without a redirect.",
    fix: "Redirect the old address to the new one.",
  },
  "remedy-changed": {
    verdict: "risky",
    what: "the action that fixes a failure, or the person who can do it, changes",
    why: "Programs and support texts that follow the remedy send people to the wrong place.",
    fix: "Tell callers who acts now.",
  },
  "masks-changed": {
    verdict: "risky",
    what: "a code hides other causes than before",
    why: "Responses may now reveal what they used to hide, such as the existence of another tenant's resource.",
    fix: "Have the change reviewed as a security matter, then waive it with a reason.",
  },
  "private-changed": {
    verdict: "risky",
    what: "a detail that was never stored or logged now can be",
    why: "Logs and stored errors keep values that the API promised to forget.",
    fix: "Have the change reviewed as a privacy matter, then waive it with a reason.",
  },
  "precedence-changed": {
    verdict: "risky",
    what: "two codes that apply at the same time are reported in another order",
    why: "Callers receive another code for the same request, and the order can reveal what is hidden.",
    fix: "Keep the order, or have it reviewed as a security matter.",
  },
  "condition-changed": {
    verdict: "breaking",
    what: "the boundary reports a failure that it detects itself with another code",
    why: "Callers receive another code for an unknown route, a malformed body or a similar failure.",
    fix: "Keep the mapping under conditions.",
  },
  "operation-removed": {
    verdict: "breaking",
    what: "an operation is removed",
    why: "Callers of the operation receive the error for unknown routes.",
    fix: `Keep the operation, ${nextMajor}`,
  },
  "operation-added": {
    verdict: "safe",
    what: "an operation is added",
    why: "Nobody calls it yet, so its codes surprise nobody.",
  },
  "operation-code-added": {
    verdict: "risky",
    what: "an operation can return a code that it could not return",
    why: "The set of codes is open, so a client must handle unknown codes by status and kind. Such a client keeps working, which is why this is risky and not breaking; one that lists every code meets one that it does not know.",
    fix: "Set parent of the code to one that the operation already returns, so that clients can fall back to it.",
  },
  "operation-status-added": {
    verdict: "risky",
    what: "an operation can return a status that it could not return",
    why: "Proxies, monitors and clients may handle the status by rules of their own.",
    fix: "Use a status that the operation already returns, or announce the new one.",
  },
  "operation-code-removed": {
    verdict: "risky",
    what: "an operation no longer returns a code",
    why: "If the condition can still occur, callers receive another code for it.",
    fix: "If the condition can no longer occur, waive this with a reason.",
  },
  "operation-status-removed": {
    verdict: "breaking",
    what: "an operation no longer returns any code with a status",
    why: "If the condition can still occur, callers that wait on the status (429, 503) stop waiting.",
    fix: "Keep the status. If the condition can no longer occur, waive this with a reason.",
  },
  "idempotency-removed": {
    verdict: "breaking",
    what: "an operation no longer accepts an Idempotency-Key",
    why: "Clients that retry with a key act twice.",
    fix: "Keep accepting the key.",
  },
  "idempotency-added": {
    verdict: "safe",
    what: "an operation accepts an Idempotency-Key",
    why: "Clients may retry it safely.",
  },
  "limit-tightened": {
    verdict: "breaking",
    what: "a limit allows less than before",
    why: "Callers that stayed within the old limit are rejected.",
    fix: `Keep the limit for existing callers, ${nextMajor}`,
  },
  "limit-loosened": {
    verdict: "safe",
    what: "a limit allows more than before",
    why: "Callers within the old limit stay within it.",
  },
  "limit-added": {
    verdict: "risky",
    what: "a limit is declared that was not declared",
    why: "If it is new, callers above it are rejected.",
    fix: "If the limit existed before, waive this with a reason.",
  },
  "limit-removed": { verdict: "safe", what: "a limit is no longer declared", why: "Callers need not observe it." },
  "language-removed": {
    verdict: "risky",
    what: "messages are no longer available in a language",
    why: "People read another language than they asked for.",
    fix: "Keep the language, or announce its end.",
  },
  "language-changed": {
    verdict: "risky",
    what: "the contract's own language changes",
    why: "Callers that ask for no language receive other texts.",
    fix: "Keep the language, and add the other one as a translation.",
  },
  "language-added": {
    verdict: "safe",
    what: "messages are available in another language",
    why: "Nobody else notices.",
  },
  "code-deprecated": {
    verdict: "safe",
    what: "a code is deprecated with a sunset",
    why: "Callers learn until when it is sent and what replaces it.",
  },
  "deprecation-incomplete": {
    verdict: "risky",
    what: "a code is deprecated without a sunset",
    why: "Callers do not know how long it is still sent.",
    fix: "Set sunset, and replacedBy if another code takes its place.",
  },
  "deprecation-withdrawn": {
    verdict: "safe",
    what: "a code is no longer deprecated",
    why: "Callers may keep using it.",
  },
  "sunset-moved": {
    verdict: "breaking",
    what: "the sunset of a deprecated code moves to an earlier date, or is withdrawn",
    why: "Callers planned their updates by the announced date.",
    fix: "Keep the announced date, or choose a later one.",
  },
  "sunset-extended": {
    verdict: "safe",
    what: "the sunset of a code moves to a later date",
    why: "Callers have more time.",
  },
  "parent-changed": {
    verdict: "risky",
    what: "the more general code of a code changes",
    why: "Clients that do not know the code fall back to another one.",
    fix: "Keep the parent.",
  },
  "name-changed": {
    verdict: "risky",
    what: "the contract has another name",
    why: "Clients and logs identify the API by it.",
    fix: "Keep the name, or compare contracts of the same API.",
  },
  "version-too-low": {
    verdict: "breaking",
    what: "the version does not announce the changes",
    why: "Callers decide by the version whether an update needs their attention (Semantic Versioning).",
    fix: "Raise the version of the contract.",
  },
  "version-decreased": {
    verdict: "breaking",
    what: "the version is lower than the one before",
    why: "Callers cannot tell which contract is newer.",
    fix: "Compare the contracts in the other order, or raise the version.",
  },
};
