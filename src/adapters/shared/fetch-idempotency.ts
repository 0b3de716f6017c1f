import type { IdempotencyHold } from "../../guards/index.ts";
import type { Boundary } from "../../server/adapter.ts";
import type { GuardHost } from "./create-guards.ts";
import { checkGuardOptions, type IdempotentOptions } from "./guard-options.ts";
import { identityOf } from "./idempotency.ts";

/** Runs a Fetch request once per key. @returns the response of the handler, or that of the first request */
type RunOnce<Request> = (
  request: Request,
  boundary: Boundary,
  /** Runs the handler and returns its response. Throws the error of the handler. */
  respond: () => Promise<Response>,
) => Promise<Response>;

/** Creates the function that runs a Fetch request once per key. */
export function fetchIdempotency<Request>(
  host: GuardHost<Request>,
  options: IdempotentOptions<Request>,
): RunOnce<Request> {
  checkGuardOptions("idempotent", options);
  return async (request, boundary, respond) => {
    let response: Response | undefined;
    const { status, headers, body } = await options.guard(identityOf(host, options, request), {
      async work(hold: IdempotencyHold) {
        Object.assign(host.variables(request), { hold });
        response = await respond();
        // Nothing is stored, so the response need not be read.
        if (hold.key === null) return { status: response.status, headers: {}, body: "" };
        const bytes = new Uint8Array(await response.clone().arrayBuffer());
        return { status: response.status, headers: Object.fromEntries(response.headers), body: bytes };
      },
      render: (error) => boundary.render(error, host.context(request)),
    });
    if (response !== undefined && headers["Idempotent-Replayed"] === undefined) return response;
    const hasBody = status !== 204 && status !== 205 && status !== 304;
    return new Response(hasBody ? (body as BodyInit) : null, { status, headers: { ...headers } });
  };
}
