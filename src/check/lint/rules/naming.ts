import type { AnyContract } from "../../../contract/index.ts";
import { type CheckRule, eachEntry, ownEntries, type Problem, wordsOf } from "../rule.ts";

const when = "The order that the request names does not exist in this account.";
const notFound = { kind: "not_found", when, message: "Order not found." } as const;
const good = { errors: { ORDER_NOT_FOUND: notFound } };

/** Rules about the names of codes. */
export const namingRules: readonly CheckRule[] = [
  {
    id: "code-style",
    severity: "error",
    what: "All codes have one case style.",
    why: "Callers guess and search names; mixed styles make both fail.",
    source: "google/aip-193",
    fix: "Choose one style for new codes. A published code keeps its name; waive it.",
    check: findMixedStyles,
    bad: { errors: { ORDER_NOT_FOUND: notFound, ORDER_LATE: notFound, orderGone: notFound } },
    good,
  },
  {
    id: "code-with-status",
    severity: "error",
    what: "A code does not contain an HTTP status.",
    why: "The status is sent already, and the code becomes wrong when it moves to another status.",
    source: "google/aip-193",
    fix: "Name the cause instead.",
    check: eachEntry(({ code }) => {
      const status = wordsOf(code).find((word) => /^(HTTP|E|ERR)?[45]\d\d$/.test(word));
      return status === undefined ? undefined : `The name contains the status ${status}.`;
    }),
    bad: { errors: { HTTP_404: notFound } },
    good,
  },
  {
    id: "code-reason-phrase",
    severity: "warning",
    what: "A code says more than the reason phrase of its status.",
    why: "A code that repeats the status tells a client nothing that it can act on.",
    source: "RFC 9110 section 15; google/aip-193",
    fix: "Name the resource or the cause: ORDER_NOT_FOUND instead of NOT_FOUND.",
    check: eachEntry(({ code }) =>
      reasonPhrases.has(wordsOf(code).join(" ")) ? "The name is the reason phrase of a status." : undefined,
    ),
    bad: { errors: { NOT_FOUND: notFound } },
    good,
  },
  {
    id: "code-vague",
    severity: "warning",
    what: "A code names one cause.",
    why: "Clients cannot decide by a name that could mean anything.",
    source: "google/aip-193, whose bad example is ERROR",
    fix: "Name the cause. Split the code if it has several.",
    check: eachEntry(({ code, kind }) =>
      vague.has(wordsOf(code).join(" ")) && kind !== "internal" ? "The name could mean anything." : undefined,
    ),
    bad: { errors: { INVALID_INPUT: { ...notFound, kind: "invalid_value" } } },
    good,
  },
  {
    id: "code-placeholder",
    severity: "error",
    what: "A code is not a placeholder.",
    why: "A placeholder that is published stays forever.",
    source: "references that published CODE_1 and PLACEHOLDER",
    fix: "Name the cause.",
    check: eachEntry(({ code }) =>
      wordsOf(code).some((word) => placeholders.has(word)) || /^(CODE|ERROR|E)_?\d+$/i.test(code)
        ? "The name is a placeholder."
        : undefined,
    ),
    bad: { errors: { PLACEHOLDER_ORDER: notFound } },
    good,
  },
  {
    id: "code-abbreviation",
    severity: "note",
    what: "A code has no abbreviations and contractions.",
    why: "Names are read by people who do not share the team's jargon.",
    source: "google/aip-193",
    fix: "Write the word out.",
    check: eachEntry(({ code }) => {
      const word = wordsOf(code).find((name) => abbreviations.has(name));
      return word === undefined ? undefined : `${word} is an abbreviation.`;
    }),
    bad: { errors: { ORDER_CANT_SHIP: notFound } },
    good,
  },
  {
    id: "code-implementation",
    severity: "warning",
    what: "A code does not name the implementation or a vendor.",
    why: "Callers do not know the components, and a change of one would change the contract.",
    source: "Zalando RESTful API Guidelines rule 151",
    fix: "Name what failed for the caller: STORAGE_UNAVAILABLE instead of S3_ERROR.",
    check: eachEntry(({ code }) => {
      const word = wordsOf(code).find((name) => implementations.has(name));
      return word === undefined ? undefined : `${word} is a part of the implementation.`;
    }),
    bad: { errors: { S3_UNAVAILABLE: { ...notFound, kind: "dependency_failed" } } },
    good,
  },
  {
    id: "code-consequence",
    severity: "warning",
    what: "A code names the cause, not the consequence.",
    why: "Callers know that the call failed; they need to know why.",
    source: "Ably's guidelines for error codes",
    fix: "Name the state or the input that caused the failure: ORDER_SHIPPED instead of CANNOT_CANCEL.",
    check: eachEntry(({ code }) => {
      const words = wordsOf(code);
      const word = words.find((name, index) => consequences.has(name) && !stated.has(words[index - 1] ?? ""));
      return word === undefined ? undefined : `${word} says that the call failed, and not why.`;
    }),
    bad: { errors: { CANNOT_CANCEL_ORDER: { ...notFound, kind: "invalid_state" } } },
    good,
  },
  {
    id: "code-noise",
    severity: "note",
    what: "A code does not contain the word error.",
    why: "Every code is one, so the word says nothing.",
    source: "google/aip-193",
    fix: "Remove the word.",
    check: eachEntry(({ code, kind }) =>
      wordsOf(code).some((word) => ["ERROR", "ERR", "EXCEPTION", "FAULT"].includes(word)) && kind !== "internal"
        ? "The name says that it is an error."
        : undefined,
    ),
    bad: { errors: { ORDER_ERROR: notFound } },
    good,
  },
  {
    id: "code-word-order",
    severity: "note",
    what: "Codes have one word order: the subject, then its state.",
    why: "Names with one order sort beside each other and can be guessed.",
    source: "ORDER_NOT_FOUND and INVALID_ORDER in the same references",
    fix: "Begin with the subject: ORDER_NOT_FOUND, ORDER_INVALID.",
    check: findMixedOrder,
    bad: { errors: { ORDER_NOT_FOUND: notFound, ORDER_EXPIRED: notFound, INVALID_ORDER: notFound } },
    good: { errors: { ORDER_NOT_FOUND: notFound, ORDER_EXPIRED: notFound, ORDER_INVALID: notFound } },
  },
  {
    id: "code-length",
    severity: "note",
    what: "A code has at most 40 characters.",
    why: "Long names are cut in logs, tables and dashboards.",
    source: "google.rpc.ErrorInfo allows 63; the 84 published codes that were measured have at most 33",
    fix: "Leave out words that the operation says already.",
    check: eachEntry(({ code }) => (code.length > 40 ? `The name has ${code.length} characters.` : undefined)),
    bad: { errors: { ORDER_NOT_FOUND_BECAUSE_IT_WAS_DELETED_YESTERDAY: notFound } },
    good,
  },
  {
    id: "code-similar",
    severity: "warning",
    what: "Two codes are not nearly the same.",
    why: "Callers handle one and receive the other.",
    source: "UNAUTHORIZED beside UNAUTHENTICATED in published references",
    fix: "Merge them, or give them names that say how they differ.",
    check: findSimilar,
    bad: { errors: { ORDER_NOT_FOUND: notFound, ORDERS_NOT_FOUND: notFound } },
    good,
  },
  {
    id: "code-parent",
    severity: "warning",
    what: "A specific code beside a generic one names it as its parent.",
    why: "A client that does not know the specific code can treat it like the generic one.",
    source: "research on 84 published codes",
    fix: "Set parent to the generic code.",
    check: findMissingParents,
    bad: { errors: { NOT_FOUND: notFound, ORDER_NOT_FOUND: notFound } },
    good: { errors: { NOT_FOUND: notFound, ORDER_NOT_FOUND: { ...notFound, parent: "NOT_FOUND" } } },
  },
];

const reasonPhrases: ReadonlySet<string> = new Set(
  "BAD REQUEST,UNAUTHORIZED,PAYMENT REQUIRED,FORBIDDEN,NOT FOUND,METHOD NOT ALLOWED,NOT ACCEPTABLE,REQUEST TIMEOUT,CONFLICT,GONE,LENGTH REQUIRED,PRECONDITION FAILED,CONTENT TOO LARGE,PAYLOAD TOO LARGE,URI TOO LONG,UNSUPPORTED MEDIA TYPE,UNPROCESSABLE CONTENT,UNPROCESSABLE ENTITY,LOCKED,TOO MANY REQUESTS,INTERNAL SERVER ERROR,NOT IMPLEMENTED,BAD GATEWAY,SERVICE UNAVAILABLE,GATEWAY TIMEOUT".split(
    ",",
  ),
);
const vague: ReadonlySet<string> = new Set(
  "ERROR,UNKNOWN,UNKNOWN ERROR,FAILED,FAILURE,INVALID,INVALID INPUT,INVALID REQUEST,INVALID DATA,INVALID PARAMETER,TIMEOUT,GENERAL ERROR,GENERIC ERROR,UNEXPECTED,UNEXPECTED ERROR,OTHER,MISC,DENIED,REJECTED,PROCESSING ERROR".split(
    ",",
  ),
);
const placeholders: ReadonlySet<string> = new Set(
  "todo,tbd,fixme,xxx,foo,bar,baz,placeholder,sample,dummy,lorem".toUpperCase().split(","),
);
const abbreviations: ReadonlySet<string> = new Set(
  "AUTHZ,AUTHN,CANT,WONT,DONT,ISNT,PWD,PASSWD,MSG,REQ,RESP,CFG,ACCT,AMT,QTY,USR,CUST,TXN,NUM,INSUFF,PERM,PERMS,ACC,VAL,TEMP,MAX,MIN".split(
    ",",
  ),
);
const implementations: ReadonlySet<string> = new Set(
  "DB,DATABASE,SQL,SQLITE,POSTGRES,POSTGRESQL,MYSQL,MONGO,MONGODB,REDIS,KAFKA,S3,GCS,DYNAMODB,ELASTICSEARCH,VLM,LLM,OPENAI,LAMBDA,K8S,KUBERNETES,NGINX,STACK,NULLPOINTER,SEGFAULT,ORM,JDBC,GRPC,STRIPE,TWILIO".split(
    ",",
  ),
);
const consequences: ReadonlySet<string> = new Set("CANNOT,CANT,UNABLE,COULDNT,FAILED,REFUSED,REJECTED".split(","));
/** Words before FAILED that make it the cause: PRECONDITION_FAILED. */
const stated: ReadonlySet<string> = new Set(["PRECONDITION", "VALIDATION", "PAYMENT", "ALREADY"]);
/** Adjectives that begin a code of the order state, subject. */
const states: ReadonlySet<string> = new Set(
  "INVALID,EXPIRED,MISSING,UNKNOWN,DUPLICATE,INSUFFICIENT,UNSUPPORTED,DEACTIVATED,LOCKED,CLOSED,DISABLED,REVOKED".split(
    ",",
  ),
);

type Style = "SCREAMING_SNAKE" | "snake_case" | "kebab-case" | "camelCase" | "PascalCase" | "dotted" | "mixed";

function styleOf(code: string): Style {
  if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) return "SCREAMING_SNAKE";
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(code)) return "snake_case";
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(code)) return "kebab-case";
  if (/^[A-Za-z][\w-]*([.:][\w-]+)+$/.test(code)) return "dotted";
  if (/^[a-z][a-zA-Z0-9]*$/.test(code)) return "camelCase";
  return /^[A-Z][a-zA-Z0-9]*$/.test(code) ? "PascalCase" : "mixed";
}

function findMixedStyles(contract: AnyContract): readonly Problem[] {
  const codes = ownEntries(contract).map(({ code }) => code);
  const counts = new Map<Style, number>();
  for (const code of codes) counts.set(styleOf(code), (counts.get(styleOf(code)) ?? 0) + 1);
  const [main] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  return codes
    .filter((code) => styleOf(code) !== main)
    .map((code) => ({ path: ["errors", code], text: `The name is in ${styleOf(code)}; most codes are in ${main}.` }));
}

function findMixedOrder(contract: AnyContract): readonly Problem[] {
  const codes = ownEntries(contract).map(({ code }) => code);
  const stateFirst = codes.filter((code) => wordsOf(code).length > 1 && states.has(wordsOf(code)[0] ?? ""));
  const subjectFirst = codes.filter((code) =>
    wordsOf(code)
      .slice(1)
      .some((word) => states.has(word) || word === "NOT"),
  );
  if (stateFirst.length === 0 || subjectFirst.length === 0 || stateFirst.length > subjectFirst.length) return [];
  return stateFirst.map((code) => ({
    path: ["errors", code],
    text: `The name begins with a state; ${subjectFirst[0]} begins with its subject.`,
  }));
}

function findSimilar(contract: AnyContract): readonly Problem[] {
  const seen = new Map<string, string>();
  return ownEntries(contract).flatMap(({ code }): readonly Problem[] => {
    const stem = wordsOf(code)
      .map((word) => word.replace(/(IES|S)$/, "").replace(/^UNAUTHORI[SZ]ED$/, "UNAUTHENTICATED"))
      .join("");
    const other = seen.get(stem);
    if (other === undefined) seen.set(stem, code);
    return other === undefined
      ? []
      : [{ path: ["errors", code], text: `The name is nearly the same as \`${other}\`.` }];
  });
}

function findMissingParents(contract: AnyContract): readonly Problem[] {
  const entries = ownEntries(contract);
  return entries.flatMap(({ code, kind, parent }): readonly Problem[] => {
    if (parent !== undefined) return [];
    const generic = entries.find(
      (other) => other.kind === kind && other.code !== code && endsWithWords(wordsOf(code), wordsOf(other.code)),
    );
    if (generic === undefined) return [];
    const path = ["errors", code, "parent"];
    const text = `The code is a case of \`${generic.code}\`, but does not name it as its parent.`;
    return [{ path, text, fix: { path, value: generic.code } }];
  });
}

function endsWithWords(words: readonly string[], end: readonly string[]): boolean {
  return words.length > end.length && end.every((word, index) => words[words.length - end.length + index] === word);
}
