import { requireContract } from "../contract/faults/arguments.ts";
import { type OptionTypes, requireOptions } from "../contract/faults/options.ts";
import type { AnyContract, ApiError } from "../contract/index.ts";
import { wireEnvelopesOf } from "../envelope/index.ts";
import { checkOptions } from "./check-options.ts";
import { FetchExchange, type Handler } from "./fetch-exchange.ts";
import {
  createOccurrence,
  createSuccess,
  type Recorder,
  recordedHeaders,
  type SuccessRecorder,
  type TraceIds,
} from "./record/index.ts";
import {
  createContext,
  type RaiseCondition,
  type RequestChecks,
  type RequestContext,
  type RequestHead,
  type RequestLimits,
  type RouteTable,
  requestChecks,
  routeTable,
  type SentError,
} from "./request/index.ts";
import { serveRequest } from "./request-lifecycle.ts";
import {
  checkMessages,
  createErrorRenderer,
  type ErrorResponse,
  isSent,
  markSent,
  type RenderOptions,
  recordedErrors,
} from "./response/index.ts";
import {
  defaultWarn,
  errorRecognizer,
  isSentError,
  type ReturnedResponseOptions,
  readErrorBody,
  uncataloguedWarner,
} from "./returned-response.ts";
import {
  conditionRaiser,
  createTranslator,
  responseError,
  type ShapeFieldErrors,
  type TranslateOptions,
} from "./translate/index.ts";

/** Options of a boundary. All of them are optional. */
export interface BoundaryOptions extends RequestLimits, RenderOptions, TranslateOptions, ReturnedResponseOptions {
  /** Receives every error that leaves the boundary. @default errors are not recorded */
  readonly record?: Recorder | undefined;
  /** Receives every response that is not an error, so that rates of errors have a denominator. @default they are not recorded */
  readonly recordSuccess?: SuccessRecorder | undefined;
  /** Returns the ids of the current trace and span, for example from OpenTelemetry, to record them with errors. @default none */
  readonly trace?: (() => TraceIds | undefined) | undefined;
  /** Shapes field errors for a code whose details are neither a list nor an object with one list. @default by the code's JSON Schema */
  readonly fieldErrors?: ShapeFieldErrors | undefined;
  /** Whether `handle` finds the operation by the contract's paths, and responds to unknown paths, wrong methods and OPTIONS. @default true if the contract has operations */
  readonly routes?: boolean | undefined;
  /**
   * Whether creating an error throws when its details do not match their schema. Applies to the whole contract. Set it to
   * false in production on runtimes without `process.env`. @default true unless NODE_ENV is `production`
   */
  readonly checkDetails?: boolean | undefined;
  /**
   * Whether errors below status 500 capture a stack, which shows where they were created. Applies to the whole contract.
   * @default true unless NODE_ENV is `production`
   */
  readonly captureStacks?: boolean | undefined;
  /** Returns the current time in milliseconds since 1970. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** Turns everything that a handler throws into the response that the contract documents. */
export interface Boundary extends RequestChecks {
  /** Contract whose errors the boundary sends. */
  readonly contract: AnyContract;
  /** Serves a Fetch request. Rejects only with a signal of the framework, such as Next's `redirect()`. */
  handle(request: Request, handler: Handler): Promise<Response>;
  /** Starts a request: assigns its id and its time. @param requestId id assigned by an enclosing boundary. @default the client's id or a random one */
  begin(head: RequestHead, requestId?: string): RequestContext;
  /** Returns the response to a thrown value without recording it. Never throws. */
  render(thrown: unknown, context: RequestContext): ErrorResponse;
  /** Returns the response to a thrown value and records the error. Never throws. @param note private, for the log */
  respond(thrown: unknown, context: RequestContext, note?: string): ErrorResponse;
  /**
   * Checks a response that a handler returned, or that a middleware put in place of an error. Records a 4xx or 5xx that is an
   * error of the contract like a thrown one, and any other as `uncatalogued`, with one warning.
   *
   * @returns the response that replaces it; undefined to send it as it is
   */
  checkReturned(response: Response, context: RequestContext): Promise<ErrorResponse | undefined>;
  /** Records a response that is not an error, see the option `recordSuccess`. Never throws. */
  succeed(context: RequestContext, status: number): void;
  /** Creates the contract's error for a condition. Never throws. */
  readonly raise: RaiseCondition;
  /** Finds operations by path. */
  readonly routes: RouteTable;
  /** Passes a warning to the developers of the API, see the option `warn`. */
  warn(message: string): void;
  /** Wraps the data of a successful response in the contract's envelope; returns the data itself if the envelope has no success form. */
  success(data: unknown): unknown;
}

const optionTypes: OptionTypes<BoundaryOptions> = {
  maxUriLength: 1,
  maxBodyBytes: 0,
  bodyDeadlineMs: "checked",
  operations: "object",
  authenticate: "object",
  formatter: "function",
  codeHeader: "boolean",
  docs: "checked",
  publicUrl: "checked",
  localizeDetails: "function",
  translate: "list",
  constraints: "object",
  outageRetryMs: 1,
  replaceUncatalogued: "boolean",
  warn: "function",
  record: "function",
  recordSuccess: "function",
  trace: "function",
  fieldErrors: "function",
  routes: "boolean",
  checkDetails: "boolean",
  captureStacks: "boolean",
  clock: "function",
};

/**
 * Creates the boundary of a contract.
 *
 * @throws TypeError if an option is out of its bounds, or names an operation that the contract does not have
 * @throws ContractError if a condition's code has details that the boundary cannot fill, if a message needs a formatter and
 * there is none, or if the formatter rejects a message in any language
 * @example
 * ```ts
 * import { contract } from "errata";
 * import { boundary } from "errata/server";
 *
 * const shop = contract({
 *   name: "shop",
 *   version: "1.0.0",
 *   errors: { ORDER_NOT_FOUND: { kind: "not_found", when: "No order has the id.", message: "Order not found." } },
 *   operations: { "GET /orders/{orderId}": ["ORDER_NOT_FOUND"] },
 * });
 * const shopBoundary = boundary(shop, { record: ({ requestId, code }) => console.error(requestId, code) });
 *
 * export default {
 *   fetch: (request: Request) =>
 *     shopBoundary.handle(request, () => {
 *       throw shop.error.ORDER_NOT_FOUND();
 *     }),
 * };
 * ```
 */
export function boundary(contract: AnyContract, options: BoundaryOptions = {}): Boundary {
  requireContract("boundary", contract);
  requireOptions("boundary", options, optionTypes);
  checkOptions(contract, options);
  checkMessages(contract, options.formatter);
  if (options.checkDetails !== undefined) contract.checkDetails(options.checkDetails);
  if (options.captureStacks !== undefined) contract.captureStacks(options.captureStacks);
  const { clock = Date.now, bodyDeadlineMs = 20_000, record, recordSuccess, trace } = options;
  const { routes = contract.operations.size > 0 } = options;
  const recognize = errorRecognizer(contract, options.formatter);
  const warn = options.warn ?? defaultWarn();
  const warnOfReturned = uncataloguedWarner(contract, warn);
  const raise = conditionRaiser(contract, options.fieldErrors);
  const translate = createTranslator(contract, raise, options);
  const renderError = createErrorRenderer(contract, options, warn);
  const conditionCodes = new Set(Object.values(contract.conditions));
  const { main } = wireEnvelopesOf(contract);

  const render = (thrown: unknown, context: RequestContext): ErrorResponse => {
    const error = translate(thrown, context);
    try {
      return renderError(error, context);
    } catch (cause) {
      // Details that cannot be written as JSON (a cycle, a throwing getter) are a mistake of the server.
      return renderError(raise("internal", {}, { cause, note: `rendering ${error.entry.code} failed` }), context);
    }
  };
  // An envelope that cannot render the internal error must fail now, not in production.
  renderError(raise("internal"), createContext({ method: "GET", target: "/", header: () => undefined }, 0, 0));

  const report = (
    error: ApiError,
    context: RequestContext,
    headers: Readonly<Record<string, string>> | undefined,
    note?: string,
    uncatalogued = false,
  ): void => {
    try {
      const sent = { headers, contract, trace: trace?.() };
      const occurrence = createOccurrence(error, context, clock(), conditionCodes, sent, note);
      record?.(uncatalogued ? { ...occurrence, uncatalogued } : occurrence, context.request);
    } catch {
      // A log that is full or unavailable must not break the response.
    }
  };
  const sends = (error: SentError, context: RequestContext): void => {
    context.failed = true;
    context.sent = error;
  };

  /** Records a response that is not an error of the contract, and replaces it if the boundary has the option. */
  const replace = (response: Response, body: string, context: RequestContext): ErrorResponse | undefined => {
    warnOfReturned(response, context);
    const { status, headers } = response;
    const { sent } = context;
    const isReplaced = options.replaceUncatalogued === true;
    const error = responseError(contract, raise, status, headers, isReplaced);
    const by = sent === undefined ? "a handler returned" : `in place of ${sent.error.code}, a middleware returned`;
    report(error, context, undefined, `${by} a response with status ${status}`, true);
    const replacement = isReplaced ? render(sent?.error ?? error, context) : undefined;
    sends(replacement ?? { body, error }, context);
    return replacement;
  };

  const self: Boundary = {
    ...requestChecks(options, raise),
    contract,
    raise,
    warn,
    render,
    routes: routeTable(contract),
    handle: async (request, handler) => serveRequest(self, new FetchExchange(self, routes, request, handler)),
    begin: (head, requestId) => createContext(head, clock(), bodyDeadlineMs, requestId),
    respond(thrown, context, note) {
      // A middleware that reads the body of a stream that has been cut throws its error again.
      const recorded = recordedErrors.get(thrown as object);
      const response = render(recorded === undefined ? thrown : recorded.thrown, context);
      if (recorded === undefined) report(response.error, context, response.headers, note);
      sends(response, context);
      return response;
    },
    succeed(context, status) {
      if (recordSuccess === undefined) return;
      try {
        recordSuccess(createSuccess(context, contract.name, status, clock()));
      } catch {
        // Like a log of errors, a count of successes must not break the response.
      }
    },
    async checkReturned(response, context) {
      if (response.status < 400 || isSent(response)) return undefined;
      markSent(response);
      const body = await readErrorBody(response, context);
      if (isSentError(response, body, context)) return undefined;
      const error = body === undefined ? undefined : recognize(response.status, body);
      if (body === undefined || error === undefined) return replace(response, body ?? "", context);
      // A middleware can send the same error in another form.
      if (context.sent?.error.code !== error.code)
        report(error, context, recordedHeaders(response.headers), "a handler returned it as a response");
      sends({ body, error }, context);
      return undefined;
    },
    success: (data) => main.success(data),
  };
  return self;
}
