import { envelopesOf } from "../../envelope/index.ts";
import { type CheckRule, type CheckSeverity, ownEntries, type RuleExample } from "./rule.ts";

/** Name of a built-in set of rules. */
export type PresetName = "recommended" | "strict" | "import" | "problem+json" | "aip193" | "stripe-like" | "azure";

/** A set of rules and severities. */
export interface Preset {
  /** The purpose, as one sentence. */
  readonly purpose: string;
  /** Rules besides the built-in ones. */
  readonly rules: readonly CheckRule[];
  /** Returns how much a finding of a rule matters; `off` drops it. */
  severityOf(rule: CheckRule): CheckSeverity | "off";
}

const order = {
  kind: "not_found",
  when: "The order that the request names does not exist in this account.",
  message: "Order not found.",
} as const;

/** Every preset, by name. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  recommended: {
    purpose: "Errors and warnings. Matters of taste are left out.",
    rules: [],
    severityOf: withoutNotes,
  },
  strict: {
    purpose: "For new APIs: every rule, and every warning is an error.",
    rules: [],
    severityOf: ({ severity }) => (severity === "note" ? "warning" : "error"),
  },
  import: {
    purpose: "For references that are published already: what cannot change without breaking callers is a warning.",
    rules: [],
    severityOf: (rule) =>
      rule.severity === "error" && /^(code|status|envelope)-/.test(rule.id) ? "warning" : withoutNotes(rule),
  },
  "problem+json": {
    purpose: "Recommended rules, and problem documents of RFC 9457.",
    rules: [
      envelopeRule("preset-problem-json", "application/problem+json", "RFC 9457", "problem+json"),
      {
        id: "preset-problem-type",
        severity: "error",
        what: "Every problem has a type, which is the address of its page.",
        why: "Without one, the type is about:blank, and clients know only the status.",
        source: "RFC 9457 section 3.1.1",
        fix: "Set docsUrl.",
        check: (contract) =>
          ownEntries(contract)
            .filter(({ docsUrl }) => docsUrl === undefined)
            .map(({ code }) => ({ path: ["errors", code], text: "The problem has no address for its type." })),
        bad: { errors: { ORDER_NOT_FOUND: order }, envelope: "problem+json" },
        good: {
          errors: { ORDER_NOT_FOUND: order },
          envelope: "problem+json",
          docsUrl: "https://docs.shop.example/errors/",
        },
      },
    ],
    severityOf: withoutNotes,
  },
  aip193: {
    purpose: "Recommended rules, and Google's AIP-193.",
    rules: [
      codeRule(
        "preset-aip193-code",
        /^[A-Z][A-Z0-9_]*[A-Z0-9]$/,
        "UPPER_SNAKE_CASE",
        "google/aip-193, reason",
        "orderNotFound",
      ),
    ],
    severityOf: withoutNotes,
  },
  "stripe-like": {
    purpose: "Recommended rules, and Stripe's style of codes.",
    rules: [
      codeRule(
        "preset-stripe-code",
        /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
        "snake_case",
        "Stripe's error codes",
        "ORDER_NOT_FOUND",
        "order_not_found",
      ),
    ],
    severityOf: withoutNotes,
  },
  azure: {
    purpose: "Recommended rules, and Microsoft's REST API guidelines.",
    rules: [
      codeRule(
        "preset-azure-code",
        /^[A-Z][A-Za-z0-9]*$/,
        "PascalCase",
        "Microsoft Azure REST API Guidelines, errors",
        "ORDER_NOT_FOUND",
        "OrderNotFound",
      ),
    ],
    severityOf: withoutNotes,
  },
};

function withoutNotes({ severity }: CheckRule): CheckSeverity | "off" {
  return severity === "note" ? "off" : severity;
}

function codeRule(
  id: string,
  pattern: RegExp,
  style: string,
  source: string,
  bad: string,
  good = "ORDER_NOT_FOUND",
): CheckRule {
  const example = (code: string): RuleExample => ({ errors: { [code]: order } });
  return {
    id,
    severity: "error",
    what: `Codes are in ${style}.`,
    why: "The guidelines that this preset follows demand it.",
    source,
    fix: "Rename the code. A published code keeps its name; waive it.",
    check: (contract) =>
      ownEntries(contract)
        .filter(({ code }) => !pattern.test(code))
        .map(({ code }) => ({ path: ["errors", code], text: `The name is not in ${style}.` })),
    bad: example(bad),
    good: example(good),
  };
}

function envelopeRule(id: string, mediaType: string, source: string, name: string): CheckRule {
  return {
    id,
    severity: "error",
    what: `Errors are sent as ${mediaType}.`,
    why: "The guidelines that this preset follows demand it.",
    source,
    fix: `Set envelope: ${name}, or unified: ${name} for callers that ask for it.`,
    check: (contract) => {
      const { of } = envelopesOf(contract);
      return ownEntries(contract)
        .filter((entry) => of(entry).mediaType !== mediaType)
        .map((entry) => ({
          path: ["errors", entry.code, "envelope"],
          text: `The error is sent as ${of(entry).mediaType}.`,
        }));
    },
    bad: { errors: { ORDER_NOT_FOUND: order }, envelope: "flat" },
    good: { errors: { ORDER_NOT_FOUND: order }, envelope: name },
  };
}
