/** Says what one window makes of one request. */
export interface WindowState {
  readonly isAdmitted: boolean;
  /** Whole cost that could still be admitted now, 0 or more. */
  readonly remaining: number;
  /** Milliseconds until the whole limit is free again, when nothing more comes. */
  readonly resetMs: number;
  /** Milliseconds until the same request is admitted, when nothing else comes; 0 if it was; null if it never can be. */
  readonly retryAfterMs: number | null;
}
