/** The rules of `checkContract`, by topic. */
import type { CheckRule } from "../rule.ts";
import { detailRules } from "./details.ts";
import { envelopeRules } from "./envelopes.ts";
import { lifecycleRules } from "./lifecycle.ts";
import { namingRules } from "./naming.ts";
import { operationRules } from "./operations.ts";
import { retryRules } from "./retries.ts";
import { statusRules } from "./statuses.ts";
import { textRules } from "./texts.ts";

/** Every rule that is built in. */
export const builtInRules: readonly CheckRule[] = [
  ...namingRules,
  ...statusRules,
  ...retryRules,
  ...textRules,
  ...detailRules,
  ...envelopeRules,
  ...operationRules,
  ...lifecycleRules,
];
