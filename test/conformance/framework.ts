import type { Boundary, Occurrence } from "errata/server";
import type { Guards } from "./guarded-shop.ts";
import type { Expectation } from "./rows.ts";

/**
 * A framework under test. Each framework builds the same small app, once with a boundary and once without:
 *
 * | route | handler |
 * |---|---|
 * | `GET /ok` | returns `{"ok":true}` |
 * | `POST /echo` | returns the JSON body, read with the framework's own parser |
 * | `POST /orders` | validates `NewOrder` with the framework's own validator, returns 201 and the order |
 * | `GET /orders/:orderId` | throws ORDER_NOT_FOUND |
 * | `GET /throw/:what` | is asynchronous, and returns `throwNamed(what)` |
 * | `GET /middleware` | is behind a middleware that throws `new Error(secret)` |
 * | `GET /hook` | is behind a hook (or a route's own middleware) that throws `new Error(secret)` after waiting |
 * | `GET /handled` | throws an error that the app's own error handler turns into 200 `{"handled":true}` |
 * | `GET /handler-fails` | throws an error for which the app's own error handler throws `new Error(secret)` |
 * | `GET /returned/conflict`, `GET /returned/text` | returns a 409 with a JSON body, and a 500 with a text; both contain the secret |
 * | `GET /response` | returns a body that its own response schema rejects |
 * | `GET /unserialisable` | returns an object with a BigInt |
 * | `GET /late` | sends the head and `partial`, then throws |
 * | `GET /events`, `GET /broken-events` | streams `numbers(false)` and `numbers(true)` as text/event-stream |
 * | `GET /hang` | returns `hang()` |
 * | `POST /upload` | parses a multipart body, returns `{"files":1}` |
 * | `GET /sub/ok` | returns `{"ok":true}`, in a router of its own |
 *
 * All routes are behind the framework's CORS middleware, which allows `origin`.
 */
export interface Framework {
  /** Column of the table: `Express 5`. */
  readonly name: string;
  /** Entry point of the adapter: `errata/express`. */
  readonly adapter: string;
  /** Rows that the framework has no feature for, and which one that is. */
  readonly lacks?: Readonly<Record<string, string>>;
  /** Rows in which the framework forces another result, and why. */
  readonly differs?: Readonly<Record<string, { readonly expect: Partial<Expectation>; readonly because: string }>>;
  /** Whether the app runs in a process of its own, with a boundary of its own. @default false */
  readonly isSeparate?: boolean;
  /** Package that is not installed on this platform, whose rows are skipped. */
  readonly missing?: string | undefined;
  /**
   * Starts the app on a free port.
   *
   * @param boundary undefined for the framework alone
   * @param record receives what the boundary of a separate app records
   */
  start(boundary: Boundary | undefined, record?: (occurrence: Occurrence) => void): Promise<RunningApp>;
  /**
   * Starts an app behind the adapter's guards, in the order of `Guards` after the CORS middleware: `GET /orders/:orderId`
   * returns `{}`, and `POST /orders` returns 201 and the result of `createOrder`, once per idempotency key.
   */
  startGuarded?(boundary: Boundary, guards: Guards): Promise<RunningApp>;
}

/** An app that listens. */
export interface RunningApp {
  readonly port: number;
  close(): Promise<unknown>;
}
