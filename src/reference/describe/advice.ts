import { requireMember } from "../../contract/faults/arguments.ts";
import type { Entry, Remedy } from "../../contract/index.ts";

/** A short answer with its explanation. */
export interface Answer {
  /** One to four words: "No", "After a wait". */
  readonly short: string;
  /** One sentence without a full stop. */
  readonly note: string;
}

/** The action for one of several causes. */
export interface CauseAdvice {
  /** When the cause applies, as one sentence. */
  readonly when: string;
  /** The actor who must act. */
  readonly actor: string;
  /** The action as one sentence. */
  readonly action: string;
}

/** The answers that a reader needs before anything else. */
export interface Advice {
  /** The actor who must act: "Account owner". Undefined if nobody must. */
  readonly actor: string | undefined;
  /** The action as one sentence: "Top up the credit balance." */
  readonly action: string;
  /** The action for each cause, if causes have their own. */
  readonly perCause: readonly CauseAdvice[];
  /** Whether anything happened on the server. */
  readonly happened: Answer;
  /** Whether the call can have cost money. */
  readonly charged: Answer;
  /** Whether the same request may be sent again. */
  readonly repeat: Answer;
}

/** Names of the actors, as headings show them. */
export const actorNames: Readonly<Record<Remedy["actor"], string>> = {
  client: "Your program",
  developer: "Developer",
  end_user: "End user",
  admin: "Administrator",
  account_owner: "Account owner",
  support: "Support",
};

/**
 * Returns the advice for a code, in words.
 *
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { adviceFor } from "errata/reference";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { SOLD_OUT: { kind: "conflict", when: "No unit is left.", message: "Sold out." } },
 * });
 * const entry = shop.entries.get("SOLD_OUT");
 * console.log(entry && adviceFor(entry).repeat.short);
 * ```
 */
export function adviceFor(entry: Entry): Advice {
  requireMember("adviceFor: entry", entry, "remedy", "an entry of a contract");
  const { remedy, causes } = entry;
  return {
    actor: remedy.action === "none" ? undefined : actorNames[remedy.actor],
    action: actionText(remedy),
    perCause: causes.map((cause) => ({
      when: cause.when,
      actor: actorNames[cause.remedy.actor],
      action: actionText(cause.remedy),
    })),
    happened: happened[entry.effect],
    charged: charged[entry.charged],
    repeat: repeatAnswer(entry),
  };
}

function actionText({ text, action }: Remedy): string {
  return text ?? actionSentences[action];
}

const happened: Readonly<Record<Entry["effect"], Answer>> = {
  none: { short: "No", note: "The request was rejected before anything changed" },
  unknown: { short: "Unknown", note: "Read the resource before you assume that nothing changed" },
  applied: { short: "Yes", note: "The request took effect; do not send it again" },
};

const charged: Readonly<Record<Entry["charged"], Answer>> = {
  never: { short: "No", note: "A failed call is never charged" },
  maybe: { short: "Possibly", note: "Check the account's usage" },
};

const repeats: Readonly<Record<Entry["retry"], Answer>> = {
  never: { short: "No", note: "The same request fails again" },
  backoff: { short: "Yes, with backoff", note: "Wait longer before each attempt" },
  after_delay: { short: "Yes, after a wait", note: "Retry-After says how many seconds" },
  after_reset: { short: "After the reset", note: "Retry-After says when the quota resets" },
  after_action: { short: "After the action above", note: "Until then the same request fails again" },
  after_state: { short: "After the state changes", note: "Read the resource first" },
};

function repeatAnswer({ retry, effect }: Entry): Answer {
  const answer = repeats[retry];
  const isAmbiguous = effect === "unknown" && retry === "backoff";
  return isAmbiguous ? { ...answer, note: `${answer.note}; send an idempotency key with a POST` } : answer;
}

const actionSentences: Readonly<Record<Remedy["action"], string>> = {
  none: "No action is needed.",
  send_credential: "Send a credential.",
  rotate_key: "Use a valid key, or create a new one.",
  refresh_credential: "Refresh the credential.",
  request_access: "Ask for access.",
  upgrade_plan: "Upgrade the plan.",
  fix_account: "Resolve the account's restriction.",
  pay_invoice: "Pay the open invoice.",
  top_up: "Top up the balance.",
  wait: "Wait, then send the request again.",
  retry: "Send the request again.",
  free_storage: "Delete files that are no longer needed.",
  fix_request: "Correct the request.",
  fix_input: "Correct the input.",
  shrink: "Send less data.",
  convert: "Convert the file to an accepted type.",
  new_idempotency_key: "Send a new idempotency key.",
  check_id: "Check the identifier.",
  use_existing: "Use the existing resource.",
  reload: "Read the resource again.",
  change_state: "Bring the resource into the required state.",
  recreate: "Create the resource again.",
  use_other_operation: "Use another operation.",
  contact_support: "Contact support.",
};
