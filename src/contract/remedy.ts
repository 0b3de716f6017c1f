/** Everything that a remedy may ask for: a closed list, so that a client can act on it. */
export const remedyActions = [
  "none",
  "send_credential",
  "rotate_key",
  "refresh_credential",
  "request_access",
  "upgrade_plan",
  "fix_account",
  "pay_invoice",
  "top_up",
  "wait",
  "retry",
  "free_storage",
  "fix_request",
  "fix_input",
  "shrink",
  "convert",
  "new_idempotency_key",
  "check_id",
  "use_existing",
  "reload",
  "change_state",
  "recreate",
  "use_other_operation",
  "contact_support",
] as const;

/** Everyone who can be asked to act. */
export const remedyActors = ["client", "developer", "end_user", "admin", "account_owner", "support"] as const;

/** What to do next, and who has to do it. */
export interface Remedy {
  readonly action: (typeof remedyActions)[number];
  readonly actor: (typeof remedyActors)[number];
  /** One sentence for a person. */
  readonly text?: string;
  /** Where the actor can do it. */
  readonly url?: string;
}
