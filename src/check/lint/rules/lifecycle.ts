import type { AnyContract } from "../../../contract/index.ts";
import { type CheckRule, eachEntry, ownEntries, type Problem } from "../rule.ts";

const when = "The order that the request names does not exist in this account.";
const notFound = { kind: "not_found", when, message: "Order not found." } as const;
const gone = { ...notFound, when: "The order was deleted more than a month ago.", message: "Gone." };
const good = { errors: { ORDER_NOT_FOUND: notFound } };
const old = { ...gone, deprecated: "1.0.0", replacedBy: "ORDER_NOT_FOUND", sunset: "2099-01-01" };

/** Rules about versions, pages and languages. */
export const lifecycleRules: readonly CheckRule[] = [
  {
    id: "deprecated-replacement",
    severity: "warning",
    what: "A deprecated code says what replaces it.",
    why: "Callers cannot move to nothing.",
    source: "RFC 9745; Zalando rule 187",
    fix: "Set replacedBy.",
    check: eachEntry(({ deprecated, replacedBy }) =>
      deprecated !== undefined && replacedBy === undefined
        ? "The code is deprecated, and nothing replaces it."
        : undefined,
    ),
    bad: { errors: { ...good.errors, ORDER_GONE: { ...gone, deprecated: "1.0.0", sunset: "2099-01-01" } } },
    good: { errors: { ...good.errors, ORDER_GONE: old } },
  },
  {
    id: "deprecated-sunset",
    severity: "warning",
    what: "A deprecated code has a sunset.",
    why: "Callers plan by the date.",
    source: "RFC 8594; Zalando rule 189",
    fix: "Set sunset.",
    check: eachEntry(({ deprecated, sunset }) =>
      deprecated !== undefined && sunset === undefined ? "The code is deprecated without a date." : undefined,
    ),
    bad: { errors: { ...good.errors, ORDER_GONE: { ...gone, deprecated: "1.0.0", replacedBy: "ORDER_NOT_FOUND" } } },
    good: { errors: { ...good.errors, ORDER_GONE: old } },
  },
  {
    id: "sunset-passed",
    severity: "warning",
    what: "A code is removed after its sunset.",
    why: "A date that means nothing is not believed the next time.",
    source: "RFC 8594",
    fix: "Remove the code and list it under retired, or choose a later date.",
    check: (contract, { today }) =>
      ownEntries(contract).flatMap(({ code, sunset }): readonly Problem[] =>
        sunset !== undefined && sunset < today
          ? [{ path: ["errors", code, "sunset"], text: `The sunset, ${sunset}, has passed.` }]
          : [],
      ),
    bad: { errors: { ...good.errors, ORDER_GONE: { ...old, sunset: "2020-01-01" } } },
    good: { errors: { ...good.errors, ORDER_GONE: old } },
  },
  {
    id: "sunset-alone",
    severity: "error",
    what: "Only a deprecated code has a sunset.",
    why: "Tools show a sunset only beside the deprecation.",
    source: "RFC 9745 section 4",
    fix: "Set deprecated to the version.",
    check: eachEntry(({ deprecated, sunset }) =>
      sunset !== undefined && deprecated === undefined ? "The code has a sunset, but is not deprecated." : undefined,
    ),
    bad: { errors: { ...good.errors, ORDER_GONE: { ...gone, sunset: "2099-01-01" } } },
    good: { errors: { ...good.errors, ORDER_GONE: old } },
  },
  {
    id: "replacement-deprecated",
    severity: "warning",
    what: "The replacement of a deprecated code is not deprecated.",
    why: "Callers would move twice.",
    source: "Kubernetes deprecation policy",
    fix: "Name the code that replaces both.",
    check: eachEntry(
      ({ replacedBy }, { entries }) =>
        replacedBy !== undefined && entries.get(replacedBy)?.deprecated !== undefined
          ? `\`${replacedBy}\` is deprecated too.`
          : undefined,
      "replacedBy",
    ),
    bad: {
      errors: {
        ...good.errors,
        ORDER_GONE: { ...old, replacedBy: "ORDER_LOST" },
        ORDER_LOST: { ...old, when: "The order was lost on the way to the customer.", message: "Lost." },
      },
    },
    good: { errors: { ...good.errors, ORDER_GONE: old } },
  },
  {
    id: "version-of-code",
    severity: "warning",
    what: "A code is not newer than its contract.",
    why: "The page of changes lists it under a version that does not exist.",
    source: "Semantic Versioning 2.0.0",
    fix: "Correct since or deprecated, or raise the version of the contract.",
    check: eachEntry(({ since, deprecated }, { version }) => {
      const later = [since, deprecated].find(
        (own) => own !== undefined && own.localeCompare(version, "en", { numeric: true }) > 0,
      );
      return later === undefined
        ? undefined
        : `Version ${later} is later than ${version}, the version of the contract.`;
    }),
    bad: { errors: { ORDER_NOT_FOUND: { ...notFound, since: "9.0.0" } } },
    good: { errors: { ORDER_NOT_FOUND: { ...notFound, since: "1.0.0" } } },
  },
  {
    id: "docs-missing",
    severity: "warning",
    what: "Every code has a page, and errors link to it.",
    why: "The reader of an error should need no search.",
    source: "Stripe's doc_url; Unkey's type",
    fix: "Set docsUrl of the contract, and publish the pages with errata reference.",
    check: (contract) => {
      const missing = ownEntries(contract).filter(({ docsUrl }) => docsUrl === undefined);
      return missing.length === 0
        ? []
        : [
            {
              path: ["docsUrl"],
              text: `${missing.length} ${missing.length === 1 ? "code has" : "codes have"} no page.`,
            },
          ];
    },
    bad: good,
    good: { ...good, docsUrl: "https://docs.shop.example/errors/" },
  },
  {
    id: "translation-same",
    severity: "warning",
    what: "A translation differs from the original.",
    why: "A text that was copied was probably never translated.",
    source: "zulip #5598",
    fix: "Translate the message. If the texts are equal by chance, waive it.",
    check: eachTranslation(({ message }, translated) =>
      message === translated && /\p{L}{4,} \p{L}{2,}/u.test(message) ? "is the same as the original." : undefined,
    ),
    bad: { ...good, locales: { de: { ORDER_NOT_FOUND: "Order not found." } } },
    good: { ...good, locales: { de: { ORDER_NOT_FOUND: "Bestellung nicht gefunden." } } },
  },
  {
    id: "translation-end",
    severity: "note",
    what: "A translation ends like the original: with a full stop, or without one.",
    why: "Clients join messages with other sentences.",
    source: "CLDR exemplar punctuation",
    fix: "Add the full stop of the language, or remove it.",
    check: eachTranslation(({ message }, translated) =>
      /[.!?]$/.test(message.trim()) === /[.!?。！？؟।]$/u.test(translated.trim())
        ? undefined
        : "ends in another way than the original.",
    ),
    bad: { ...good, locales: { de: { ORDER_NOT_FOUND: "Bestellung nicht gefunden" } } },
    good: { ...good, locales: { de: { ORDER_NOT_FOUND: "Bestellung nicht gefunden." } } },
  },
];

function eachTranslation(
  test: (entry: { readonly message: string }, translated: string) => string | undefined,
): CheckRule["check"] {
  return (contract: AnyContract) =>
    ownEntries(contract).flatMap((entry) =>
      Object.entries(entry.messages).flatMap(([language, translated]): readonly Problem[] => {
        const text = test(entry, translated);
        return text === undefined
          ? []
          : [{ path: ["locales", language, entry.code], text: `The translation into \`${language}\` ${text}` }];
      }),
    );
}
