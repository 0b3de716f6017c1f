import type { Kind } from "../contract/index.ts";

/** The public facts of one error, as they travel. A parser leaves out what its envelope does not carry. */
export interface WireError {
  /** HTTP status, 100 to 599. */
  readonly status: number;
  readonly code?: string;
  readonly kind?: Kind;
  readonly title?: string;
  readonly message?: string;
  readonly details?: unknown;
  /** The request field at fault, where the envelope has a place for one; `details.param` of the error. */
  readonly param?: string;
  readonly docsUrl?: string;
  readonly requestId?: string;
}
