import type { AnyContract } from "errata";
import type { Boundary } from "errata/server";
import type { Hono } from "hono";

/** One API as the launcher sees it. */
export interface Api {
  /** Name, and first segment of its paths: `imaging`. */
  readonly name: string;
  readonly about: string;
  readonly contract: AnyContract;
  /** Answers requests for this API that never reach it, because they are no HTTP. */
  readonly boundary: Boundary;
  /** Puts the API under its prefix. */
  mount(root: Hono): void;
  /** Starts work that runs beside the requests. */
  start(): void;
  /** Ends that work; the store is still open. */
  stop(): Promise<void>;
  /** Opens what the demo needs, once. @param known credentials of an earlier start, by name */
  demo(known: Readonly<Record<string, string>>): Promise<Demo>;
}

/** What a newcomer needs to try an API. */
export interface Demo {
  readonly credentials: readonly Credential[];
  /** Writes commands to try. @param url address of the API */
  readonly tries: (url: string) => readonly Try[];
}

/** An API with its demo, as a newcomer is shown it. */
export interface ShownDemo {
  readonly api: Api;
  readonly credentials: readonly Credential[];
  readonly tries: readonly Try[];
}

/** A command to try. */
export interface Try {
  readonly command: string;
  /** What it answers. */
  readonly answer: string;
}

/** A credential of the demo. */
export interface Credential {
  readonly name: string;
  readonly secret: string;
  /** What can be met with it. */
  readonly about: string;
}
