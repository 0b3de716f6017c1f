import type { Retry } from "../../contract/index.ts";

/** Reads advice about sending a request again; undefined if the text has none. */
export function retryOf(text: string): Retry | undefined {
  if (
    /\b(?:do not|don['’]?t|never|should not|must not|cannot|not safe to|no point in|without) retry|\bnot retr(?:y|i)able|\bnon-?retr(?:y|i)able|\brather than retrying|\bnot be retried|^\s*(?:no|never|false|✗|❌|✘)\s*\.?$/i.test(
      text,
    )
  )
    return "never";
  if (
    /\bretry-after|\bafter (?:a )?(?:short |brief )?delay|\bwait (?:for )?(?:the )?(?:\d+|a few|some) (?:s|ms|seconds?|minutes?)\b|\b(?:retry|try again) (?:after|in) \d+/i.test(
      text,
    )
  )
    return "after_delay";
  if (
    /\bbilling (?:cycle|period)|\b(?:quota|limit|window|period|usage) resets?\b|\bnext (?:day|month|cycle|period)/i.test(
      text,
    )
  )
    return "after_reset";
  if (
    /\bback-?off\b|\bretry (?:the|your|this) (?:request|call|operation)|\bsafe to retry|\btry again\b|\bretry (?:later|with)|\bcan be retried|\bretr(?:y|i)able\b|\bretry\b(?!-)|^\s*(?:yes|true|✓|✅|✔)/i.test(
      text,
    )
  )
    return "backoff";
  return undefined;
}
