import type { AnyContract } from "../contract/index.ts";
import type { AdmitOptions } from "./admit.ts";
import type { Answer, AnswerOptions } from "./answer.ts";
import type { Recorder } from "./occurrence.ts";
import type { ShapeFieldErrors } from "./raise-condition.ts";
import type { RequestContext, RequestHead } from "./request-context.ts";
import type { RouteTable } from "./route-table.ts";
import type { RaiseCondition, TranslateOptions } from "./translate.ts";

/** Everything that a boundary can be told. Without any option it serves the contract's operations by their paths. */
export interface BoundaryOptions extends AdmitOptions, AnswerOptions, TranslateOptions {
  /** Receives every error that leaves. @default nothing is recorded */
  readonly record?: Recorder;
  /** Shapes field errors where the contract's details are neither a list nor an object with one list. */
  readonly fieldErrors?: ShapeFieldErrors;
  /** Whether `handle` finds the operation by the contract's paths, and answers 404, 405 and OPTIONS itself. @default true when the contract has operations */
  readonly routes?: boolean;
  /** Gives the time in milliseconds since 1970. @default Date.now */
  readonly clock?: () => number;
}

/** Answers one request that the boundary has let in. */
export type Handler = (request: Request, context: RequestContext) => Response | Promise<Response>;

/** The one place where whatever was thrown becomes the documented response. */
export interface Boundary {
  readonly contract: AnyContract;
  /** Takes one request through the whole path, for servers that speak Fetch. Never rejects. */
  handle(request: Request, handler: Handler): Promise<Response>;
  /** Starts a request: its id, its clock. @param requestId the id that a boundary further outside has given it */
  begin(request: RequestHead, requestId?: string): RequestContext;
  /** Refuses what no route could take, by the head of the request. @throws `uri_too_long`, `not_implemented` */
  checkRequestHead(context: RequestContext): void;
  /** Refuses what `context.operation` does not take. @throws `length_required`, `body_too_large`, `not_acceptable` */
  checkOperation(context: RequestContext): void;
  /** Largest body of the request's operation, in bytes. */
  maxBodyBytes(context: RequestContext): number;
  /** Gives the response to a thrown value, and does nothing else. Never throws. */
  render(thrown: unknown, context: RequestContext): Answer;
  /** Gives the response to a thrown value and records it. Never throws. @param note private, for the log: what else happened */
  respond(thrown: unknown, context: RequestContext, note?: string): Answer;
  /** Makes the contract's error for something that an adapter found; `facts` fill the details that the code declares. */
  readonly raise: RaiseCondition;
  readonly routes: RouteTable;
  /** Wraps the data of a success as the contract's envelope does; gives the data itself where it has no such form. */
  success(data: unknown): unknown;
}
