import { createHash } from "node:crypto";

/** One request, as far as its repetition must be the same. */
export interface RequestToRepeat {
  /** Whose key it is: two tenants never meet in one key. */
  readonly tenant: string;
  /** Method and route template: `POST /v1/orders`. */
  readonly operation: string;
  /** Value of the Idempotency-Key header as it came; null or undefined when there is none. */
  readonly key: string | null | undefined;
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly contentType: string | null | undefined;
  /** Reads the bytes of the body; called only where a key is to be honoured. */
  readonly body: () => Promise<Uint8Array>;
  /** Id of this request, which its repeats name as that of the original. */
  readonly requestId?: string | undefined;
}

/** Digests what makes two requests the same: method, path, query, content type and the body's bytes. */
export async function fingerprintOf(request: RequestToRepeat): Promise<string> {
  const hash = createHash("sha256");
  for (const part of [request.method, request.target, request.contentType ?? ""]) {
    // With its length in front, no part can end where another begins.
    hash.update(`${part.length}:${part}`);
  }
  return hash.update(await request.body()).digest("base64url");
}
