import type { AnyContract } from "../contract/index.ts";
import { ContractError, needsFormatter, parseMessage } from "../contract/index.ts";
import { envelopesOf } from "../envelope/index.ts";
import { admission } from "./admit.ts";
import type { Answer } from "./answer.ts";
import { answerer } from "./answer.ts";
import type { Boundary, BoundaryOptions } from "./boundary.ts";
import { fetchPath } from "./fetch-path.ts";
import type { Occurrence, Recorder } from "./occurrence.ts";
import { occurrenceOf } from "./occurrence.ts";
import { raiseCondition, raiseOrInternal, requireRaisable } from "./raise-condition.ts";
import type { RequestContext } from "./request-context.ts";
import { requestContext } from "./request-context.ts";
import { routeTable } from "./route-table.ts";
import { rulesOf, translator } from "./translate.ts";

/** A request that never came. */
const nowhere: RequestContext = requestContext({ method: "GET", target: "/", header: () => undefined }, 0, 0);

/**
 * Makes the boundary of a contract.
 *
 * @throws ContractError when a code of a condition has details that the boundary cannot fill, or a message needs a
 * formatter and none is handed
 */
export function boundary(contract: AnyContract, options: BoundaryOptions = {}): Boundary {
  requireFormatter(contract, options);
  const strict = raiseCondition(contract, options.fieldErrors);
  requireRaisable(contract, strict);
  const raise = raiseOrInternal(strict);
  const { clock = Date.now, bodyDeadlineMs = 20_000 } = options;
  const translate = translator(contract, raise, rulesOf(options));
  const renderError = answerer(contract, options);
  const { head, operation, maxBodyBytes } = admission(options, raise);
  const { main } = envelopesOf(contract);
  const routes = routeTable(contract);
  const conditionCodes = new Set(Object.values(contract.conditions));

  const answer = (thrown: unknown, context: RequestContext): Answer => {
    const error = translate(thrown, context);
    try {
      return renderError(error, context);
    } catch (cause) {
      // Details that cannot be written (a cycle, a throwing getter) are a fault of the server, not of the request.
      return renderError(raise("internal", {}, { cause, note: `writing ${error.entry.code} failed` }), context);
    }
  };
  // The answer of last resort is written once now: an envelope that cannot write it must not be found out in production.
  renderError(raise("internal"), nowhere);
  const self: Boundary = {
    contract,
    handle: (request, handler) => fetchPath(self, options.routes ?? contract.operations.size > 0, request, handler),
    begin: (request, requestId) => requestContext(request, clock(), bodyDeadlineMs, requestId),
    checkRequestHead: head,
    checkOperation: operation,
    maxBodyBytes,
    render: answer,
    respond(thrown, context, note) {
      const answered = answer(thrown, context);
      context.refused = true;
      if (options.record !== undefined)
        record(options.record, () => occurrenceOf(answered.error, context, clock(), conditionCodes, note));
      return answered;
    },
    raise,
    routes,
    success: (data) => main.success(data),
  };
  return self;
}

function record(recorder: Recorder, occurrence: () => Occurrence): void {
  try {
    recorder(occurrence());
  } catch {
    // A log that is full or gone must not turn an answer into a failure.
  }
}

/** A message that nobody can format would reach people in its raw form. */
function requireFormatter(contract: AnyContract, { formatter }: BoundaryOptions): void {
  if (formatter !== undefined) return;
  const faults = [...contract.entries.values()].flatMap((entry) =>
    Object.entries({ [contract.language]: entry.message, ...entry.messages })
      .filter(([, message]) => needsFormatter(parseMessage(message)))
      .map(([language]) => ({
        rule: "ERRATA_FORMATTER_MISSING",
        code: entry.code,
        path: ["errors", entry.code, "message", language],
        expected: "a message that the core can format, or a `formatter` in the boundary's options",
        received: "a message with plural, select or a date",
        fix: "Hand intl-messageformat or its like to the boundary as `formatter`.",
      })),
  );
  if (faults.length > 0) throw new ContractError(contract.name, faults);
}
