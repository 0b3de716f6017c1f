import { requireOptions } from "../../contract/faults/options.ts";
import type { AnyContract } from "../../contract/index.ts";
import type { Recording } from "../../reference/index.ts";
import type { Archive } from "../archive/index.ts";

/** A demo server on which errors can be caused. */
export interface McpDemo {
  /** Address of the server; each API is below its name. */
  readonly url: string;
  /** Returns the keys of an API's demo accounts, by name. */
  readonly keys: (api: string) => Readonly<Record<string, string>>;
  /** Returns the recording of a code; undefined if there is none. */
  readonly recording: (api: string, code: string) => Promise<Recording | undefined>;
}

/** Options of `mcpServer`. */
export interface McpOptions {
  /** Contracts of the APIs. */
  readonly contracts: readonly AnyContract[];
  /** Stored errors, which `lookup_request` finds. Whoever can call the server can read them. @default no such tool */
  readonly archive?: Pick<Archive, "find"> | undefined;
  /** Demo on which `cause_error` causes errors. @default no such tool */
  readonly demo?: McpDemo | undefined;
  /** Returns the address to which a code of an API is appended to form that of its page. @default the contract's `docsUrl` */
  readonly docsUrl?: ((api: string) => string | undefined) | undefined;
  /** Version that the server reports. @default the version of the package errata */
  readonly version?: string | undefined;
}

/**
 * Checks the options of a function that serves MCP.
 *
 * @throws TypeError
 */
export function checkMcpOptions(name: string, options: unknown, required: readonly string[] = []): void {
  requireOptions(name, options, optionTypes, ["contracts", ...required]);
}

const optionTypes = {
  contracts: "list",
  archive: "object",
  demo: "object",
  docsUrl: "function",
  version: "string",
  token: "string",
  notFound: "function",
} as const;
