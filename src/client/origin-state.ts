import type { CallError } from "./call-error.ts";

/** What a client remembers of one origin. */
export interface OriginState {
  /** Retries that are left, in tokens. */
  tokens: number;
  /** The refusal that closed the gate. */
  refusal?: CallError;
  /** Until when no request makes sense. */
  closedUntil: number;
}
