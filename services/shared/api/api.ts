import type { AnyContract } from "errata";
import type { ConsoleData } from "errata/console";
import type { ApiDescription } from "errata/openapi";
import type { Boundary } from "errata/server";
import type { Hono } from "hono";

/** One API, as the launcher runs it. */
export interface Api {
  /** Name and first path segment: `imaging`. */
  readonly name: string;
  /** One line for newcomers, without a full stop. */
  readonly about: string;
  readonly contract: AnyContract;
  /** Inputs and outputs of the operations, with the schemas that validate them. */
  readonly description: ApiDescription;
  /** Renders the errors of requests for this API that Node rejects before they reach the app. */
  readonly boundary: Boundary;
  /** Data of the API that the console shows. @default none */
  readonly consoleData?: ConsoleData;
  /** Adds the API's routes under `/<name>`. */
  mount(root: Hono): void;
  /** Starts the background jobs. */
  start(): void;
  /** Stops the background jobs and waits for those under way. The store is still open. */
  stop(): Promise<void>;
  /** Creates the demo tenants, once per store. @param known credentials of an earlier start, by name */
  demo(known: Readonly<Record<string, string>>): Promise<Demo>;
}

/** Credentials and example commands of an API's demo. */
export interface Demo {
  readonly credentials: readonly Credential[];
  /** Returns commands to try. @param url address of the API */
  readonly tries: (url: string) => readonly Try[];
}

/** A command to try. */
export interface Try {
  /** A shell command that can be pasted as is. */
  readonly command: string;
  /** The expected response: its status, its code, and the reason. */
  readonly response: string;
}

/** A credential of the demo. */
export interface Credential {
  readonly name: string;
  readonly secret: string;
  /** Describes the account, for newcomers: `has too few credits`. */
  readonly about: string;
}
