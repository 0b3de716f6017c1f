import type { ServerResponse } from "node:http";
import type { ApiError } from "../../contract/index.ts";
import type { IdempotencyGuard, IdempotencyHold } from "../../guards/index.ts";
import type { RequestContext } from "../../server/adapter.ts";
import { type HeldResponse, holdResponse, type StoredResponse } from "./held-response.ts";

/** Options of `idempotent`. */
export interface IdempotentOptions<Request> {
  /** Guard created by `idempotency` of errata/guards. */
  readonly guard: IdempotencyGuard;
  /** Returns the account that owns the key. The keys of two tenants are independent. @default the tenant set by authentication */
  readonly tenant?: ((request: Request) => string) | undefined;
  /** Returns what is compared with the body of the first request. @default the parsed body, as JSON */
  readonly body?: ((request: Request) => Promise<Uint8Array>) | undefined;
}

/** A request that an idempotency guard runs, and the framework's ways to continue. */
export interface IdempotentExchange {
  readonly context: RequestContext;
  readonly response: ServerResponse;
  readonly guard: IdempotencyGuard;
  readonly tenant: string;
  header(name: string): string | undefined;
  body(): Promise<Uint8Array>;
  /** Stores the hold where the handler finds it. */
  assign(hold: IdempotencyHold): void;
  /** Returns the error of the contract that has been sent in place of the handler's response. */
  sentError(): ApiError | undefined;
  /** Runs the handler. */
  next(): void;
  /** Sends the response of the first request. */
  replay(stored: StoredResponse): void;
  /** Passes on an error of the guard. */
  fail(thrown: unknown): void;
}

/** Runs a request once per key: holds back the response of the handler until the guard has stored it. */
export async function runIdempotent(exchange: IdempotentExchange): Promise<void> {
  const { context, response, guard, tenant } = exchange;
  const { request, operation, route, requestId } = context;
  const key = exchange.header("idempotency-key");
  let held: HeldResponse | undefined;
  let release = (): void => undefined;
  const work = async (hold: IdempotencyHold): Promise<StoredResponse> => {
    exchange.assign(hold);
    // Nothing is stored, so the response need not wait.
    if (hold.key === null) return { status: 200, headers: {}, body: "" };
    const holding = holdResponse(response);
    release = holding.release;
    exchange.next();
    held = await holding.written;
    const error = exchange.sentError();
    if (error !== undefined) throw error;
    return held.stored;
  };
  try {
    const stored = await guard(
      {
        tenant,
        operation: operation?.name ?? `${request.method} ${route ?? request.target}`,
        key,
        method: request.method,
        target: request.target,
        contentType: exchange.header("content-type"),
        body: () => exchange.body(),
        requestId,
      },
      { work, render: () => held?.stored ?? { status: 500, headers: {}, body: "" } },
    );
    if (held !== undefined) held.send();
    else if (stored.headers["Idempotent-Replayed"] !== undefined) exchange.replay(stored);
    else exchange.next();
  } catch (thrown) {
    // The boundary has rendered and recorded the handler's own error.
    if (held !== undefined && thrown === exchange.sentError()) return held.send();
    release();
    exchange.fail(thrown);
  }
}

/** Returns a parsed body as bytes. Two bodies are equal if their JSON is. */
export async function parsedBody(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  return new TextEncoder().encode(typeof body === "string" ? body : (JSON.stringify(body) ?? ""));
}
