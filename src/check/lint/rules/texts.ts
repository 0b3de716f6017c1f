import type { AnyContract, Entry } from "../../../contract/index.ts";
import { type CheckRule, eachEntry, ownEntries, type Problem, wordsOf } from "../rule.ts";

const when = "The order that the request names does not exist in this account.";
const notFound = { kind: "not_found", when, message: "Order not found." } as const;
const good = { errors: { ORDER_NOT_FOUND: notFound } };

/** Rules about conditions, messages and titles. */
export const textRules: readonly CheckRule[] = [
  {
    id: "when-short",
    severity: "warning",
    what: "A condition has at least 40 characters and is exact.",
    why: "A reader who meets the error must be able to tell whether it applies.",
    source: "Zalando rule 151; 52 of 84 published codes fail it",
    fix: "Say which input, state or limit causes the error.",
    check: eachEntry(
      ({ when: text }) => (text.trim().length < 40 ? `"${text}" is too short to be exact.` : undefined),
      "when",
    ),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, when: "No such order." } } },
    good,
  },
  {
    id: "when-long",
    severity: "note",
    what: "A condition has at most 60 words.",
    why: "Readers scan it in a table.",
    source: "Ably allows 40 words in a summary",
    fix: "Move the cases to causes, each with its own remedy.",
    check: eachEntry(({ when: text }) => {
      const count = text.trim().split(/\s+/).length;
      return count > 60 ? `The condition has ${count} words.` : undefined;
    }, "when"),
    bad: {
      errors: { ORDER_NOT_FOUND: { ...notFound, when: `${"The order does not exist or is not visible. ".repeat(9)}` } },
    },
    good,
  },
  {
    id: "when-restates",
    severity: "warning",
    what: "A condition says more than the name of the code.",
    why: "A sentence that repeats the name tells the reader nothing.",
    source: "24 of 84 published codes; S4 of the measured references",
    fix: "Say which input, state or limit causes the error.",
    check: eachEntry(({ code, when: text }) => {
      const known = new Set([...wordsOf(code), ...fillers]);
      const added = wordsOf(text).filter((word) => !known.has(word) && !known.has(word.replace(/(ES|S)$/, "")));
      return added.length === 0 ? `"${text}" only repeats the name.` : undefined;
    }, "when"),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, when: "This error is returned when the order was not found." } } },
    good,
  },
  {
    id: "when-imperative",
    severity: "note",
    what: "A condition describes what happened, and does not give orders.",
    why: "What to do belongs to the remedy, which clients and pages show apart.",
    source: "Ably's guidelines for summaries",
    fix: "Describe the condition, and move the advice to remedy.text.",
    check: eachEntry(
      ({ when: text }) =>
        /^(please|check|make sure|ensure|use|try|verify|contact|retry|provide|send|wait)\b/i.test(text.trim())
          ? `"${text.slice(0, 60)}" gives an order.`
          : undefined,
      "when",
    ),
    bad: {
      errors: { ORDER_NOT_FOUND: { ...notFound, when: "Check that the order exists and belongs to your account." } },
    },
    good,
  },
  {
    id: "when-sentence",
    severity: "note",
    what: "A condition is a sentence with a full stop.",
    why: "Pages join it with other sentences.",
    source: "google/aip-192",
    fix: "Write a whole sentence.",
    check: eachEntry(
      ({ code, when: text }) =>
        /[.!?)]$/.test(text.trim())
          ? undefined
          : {
              text: "The condition has no full stop.",
              fix: { path: ["errors", code, "when"], value: `${text.trim()}.` },
            },
      "when",
    ),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, when: when.slice(0, -1) } } },
    good,
  },
  {
    id: "message-sentence",
    severity: "note",
    what: "A message is a sentence that begins with a capital and ends with a full stop.",
    why: "Clients show messages to people.",
    source: "google/aip-193; JSON:API",
    fix: "Write a whole sentence. A published message stays; waive it.",
    check: eachEntry(({ code, message }) => {
      const text = message.trim();
      if (!/^\p{Ll}/u.test(text) && /[.!?…}'"]$/.test(text)) return undefined;
      const value = `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? "" : "."}`;
      return { text: `"${text.slice(0, 60)}" is not a sentence.`, fix: { path: ["errors", code, "message"], value } };
    }, "message"),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, message: "order not found" } } },
    good,
  },
  {
    id: "message-length",
    severity: "note",
    what: "A message has at most 200 characters.",
    why: "Clients show it in one or two lines.",
    source: "the longest message of 84 published codes has 138",
    fix: "Move the explanation to when and remedy.",
    check: eachEntry(
      ({ message }) => (message.length > 200 ? `The message has ${message.length} characters.` : undefined),
      "message",
    ),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, message: "The order was not found. ".repeat(9).trim() } } },
    good,
  },
  {
    id: "message-blame",
    severity: "note",
    what: "A message does not blame or threaten the reader.",
    why: "People read it while something is already wrong.",
    source: "google/aip-193, tone of messages",
    fix: "State the fact.",
    check: eachEntry(({ message }) => {
      const [word] =
        /\b(illegal|your fault|you failed|you forgot|stupid|fatal|abort|catastrophic|bad boy|oops|whoops)\b/i.exec(
          message,
        ) ?? [];
      return word === undefined ? undefined : `The message says "${word}".`;
    }, "message"),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, message: "You forgot the order." } } },
    good,
  },
  {
    id: "message-markup",
    severity: "warning",
    what: "A message is plain text.",
    why: "Clients that do not render markup show it, and clients that do can be attacked with it.",
    source: "OWASP, cross-site scripting",
    fix: "Remove the markup. Send addresses as details.",
    check: eachEntry(
      ({ message }) =>
        /<\/?[a-z][^>]*>|\*\*|```|\[[^\]]+\]\([^)]+\)|&[a-z]+;/i.test(message)
          ? "The message contains markup."
          : undefined,
      "message",
    ),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, message: "Order <b>not</b> found." } } },
    good,
  },
  {
    id: "message-internals",
    severity: "error",
    what: "A text does not show the inside of the server.",
    why: "Stack traces, queries, paths and host names help attackers and nobody else.",
    source: "Zalando rule 177; OWASP API8",
    fix: "Send the fixed text of the failure, and log the rest.",
    check: eachEntry(({ message }) => {
      const found = internals.find(([pattern]) => pattern.test(message));
      return found === undefined ? undefined : `The message contains ${found[1]}.`;
    }, "message"),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, message: "SELECT id FROM orders failed." } } },
    good,
  },
  {
    id: "text-placeholder",
    severity: "error",
    what: "A text is not a placeholder.",
    why: "Readers take it for the truth.",
    source: 'references that published "string" and "Lorem ipsum"',
    fix: "Write the text.",
    check: eachEntry((entry) => {
      const text = [entry.when, entry.message, entry.remedy.text ?? ""].find((part) =>
        /^(string|text|message|description|tbd|n\/a|none|null|undefined|-|\.+)$|\b(todo|fixme|tbd|lorem ipsum|xxx)\b/i.test(
          part.trim().replace(/[.:]$/, ""),
        ),
      );
      return text === undefined ? undefined : `"${text.slice(0, 40)}" is a placeholder.`;
    }),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, message: "Lorem ipsum." } } },
    good,
  },
  {
    id: "message-shared",
    severity: "warning",
    what: "Two codes do not have the same message.",
    why: "A person who reads the message cannot tell what happened.",
    source: "google/aip-193",
    fix: "Say in each message what is different.",
    check: findSharedMessages,
    bad: {
      errors: { ORDER_NOT_FOUND: notFound, INVOICE_NOT_FOUND: { ...notFound, when: when.replace("order", "invoice") } },
    },
    good,
  },
  {
    id: "when-shared",
    severity: "error",
    what: "Two codes do not have the same condition.",
    why: "If the condition is the same, nobody can know which code is sent.",
    source: "google/aip-193: the same error, the same action",
    fix: "Merge the codes, or say how the conditions differ.",
    check: findSharedConditions,
    bad: { errors: { ORDER_NOT_FOUND: notFound, ORDER_GONE: { ...notFound, message: "Gone." } } },
    good,
  },
  {
    id: "causes-in-when",
    severity: "note",
    what: "A code with several causes lists them as causes.",
    why: "Each cause has its own remedy, and a reader finds the one that applies.",
    source: "Twilio's possible causes; 11 of 84 published codes join causes with or",
    fix: "Write causes, each with when and remedy. Causes that must look the same are masks.",
    check: eachEntry(
      ({ when: text, causes, masks }) =>
        causes.length + masks.length === 0 && (text.match(/\bor\b/gi)?.length ?? 0) >= 2
          ? "The condition joins several causes with or."
          : undefined,
      "when",
    ),
    bad: {
      errors: {
        ORDER_NOT_FOUND: {
          ...notFound,
          when: "The order does not exist, or was deleted, or belongs to another account.",
        },
      },
    },
    good,
  },
  {
    id: "title-length",
    severity: "note",
    what: "A title has two to seven words.",
    why: "One word does not say what happened, and eight do not fit a heading.",
    source: "Ably allows three to seven",
    fix: "Set title.",
    check: eachEntry(({ title }) => {
      const count = title.trim().split(/\s+/).length;
      return count < 2 || count > 7 ? `"${title}" has ${count} ${count === 1 ? "word" : "words"}.` : undefined;
    }, "title"),
    bad: { errors: { GONE: notFound } },
    good,
  },
];

const fillers =
  "A,AN,THE,THIS,THAT,IS,ARE,WAS,WERE,BE,BEEN,HAS,HAVE,ERROR,CODE,RETURNED,RETURN,OCCURS,HAPPENS,RAISED,THROWN,SENT,WHEN,IF,OCCURRED,WE,YOU,IT,REQUEST,REQUESTED".split(
    ",",
  );

const internals: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\b(select|insert into|update|delete from)\b.+\b(from|values|set|where)\b/i, "a query"],
  [/\bat [\w.$]+ ?\(.+:\d+/, "a stack trace"],
  [/\b[A-Z]\w*(Exception|Error)\b(?! )/, "the name of a class"],
  [/(^|\s)(\/(usr|var|home|etc|srv|opt|tmp)\/|[A-Z]:\\)/, "a path of the server"],
  [/\b(localhost|127\.0\.0\.1|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|[\w-]+\.(internal|local))\b/, "the name of a host"],
  [/\b(ECONNREFUSED|ENOENT|ETIMEDOUT|ECONNRESET|SQLSTATE|errno)\b/, "an error of the operating system"],
  [/\b(sk|pk|key|token)_(live|test)_\w+/, "a credential"],
];

function findSharedMessages(contract: AnyContract): readonly Problem[] {
  return findShared(contract, "message", ({ message }) => message);
}

function findSharedConditions(contract: AnyContract): readonly Problem[] {
  return findShared(contract, "when", ({ when: text }) => wordsOf(text).join(" "));
}

function findShared(contract: AnyContract, member: string, textOf: (entry: Entry) => string): readonly Problem[] {
  const seen = new Map<string, string>();
  return ownEntries(contract).flatMap((entry): readonly Problem[] => {
    const text = textOf(entry);
    const other = seen.get(text);
    if (other === undefined) seen.set(text, entry.code);
    return other === undefined
      ? []
      : [{ path: ["errors", entry.code, member], text: `The text is the same as that of \`${other}\`.` }];
  });
}
