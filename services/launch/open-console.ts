import { join, relative } from "node:path";
import {
  type ConsoleData,
  type ConsoleOptions,
  type ConsolePages,
  consolePages,
  operatorCheck,
  operatorToken,
} from "errata/console";
import type { Archive } from "errata/support";
import { type Api, joinConsoleData } from "../shared/api/index.ts";
import type { Options } from "./read-options.ts";

/** The console, and how an operator opens it. */
export interface OpenedConsole {
  /** Undefined without a token. */
  readonly pages: ConsolePages | undefined;
  /** Path of the console with the token if it is new, and what the banner says about it. */
  readonly hint: { readonly path: string; readonly about: string };
}

/** The secret of the operators. */
export interface OperatorAccess {
  readonly token: string;
  /** Whether it was created at this start. */
  readonly isNew: boolean;
  /** Path of the file that keeps it; undefined if it is that of the environment. */
  readonly path: string | undefined;
}

/**
 * Returns the secret of the operators: that of the environment, or one that is kept in the data folder. Nodes that keep nothing
 * in a folder need one in their environment, because all of them must accept it.
 *
 * @returns undefined if such a node has none
 */
export async function operatorAccess(options: Options): Promise<OperatorAccess | undefined> {
  const { operatorToken: given, dataFolder, postgresUrl, s3Url } = options;
  if (given !== "") return { token: checkToken(given), isNew: false, path: undefined };
  if (postgresUrl !== "" && s3Url !== "") return undefined;
  const path = join(dataFolder, "operator-token");
  return { ...(await operatorToken(path)), path };
}

/** @throws Error that names the variable if the token is too short */
function checkToken(token: string): string {
  try {
    operatorCheck(token);
    return token;
  } catch (cause) {
    throw new Error(`ERRATA_OPERATOR_TOKEN: ${(cause as Error).message}`, { cause });
  }
}

/** Opens the console. @throws Error if the token or the address of traces in the environment cannot be used */
export async function openConsole(
  { publicUrl, traceUrl }: Options,
  operator: OperatorAccess | undefined,
  archive: Archive,
  apis: readonly Api[],
): Promise<OpenedConsole> {
  if (operator === undefined)
    return { pages: undefined, hint: { path: "", about: "No console: set ERRATA_OPERATOR_TOKEN on every node." } };
  const { token, isNew, path } = operator;
  const pages = openPages({
    ...{ archive, token, contracts: apis.map(({ contract }) => contract), data: dataOf(apis) },
    docs: (api, code) => `../docs/${api}/${encodeURIComponent(code)}`,
    traceUrl,
    isSecure: publicUrl?.startsWith("https:"),
  });
  if (isNew) return { pages, hint: { path: `/console/?token=${token}`, about: "for operators; shown only once" } };
  const source = path !== undefined ? `content of ${relative("", path)}` : "ERRATA_OPERATOR_TOKEN";
  return { pages, hint: { path: "/console/?token=…", about: `for operators; token: ${source}` } };
}

/** Names the variable instead of the option in an error. */
function openPages(options: ConsoleOptions): ConsolePages {
  try {
    return consolePages(options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(error.message.replace("traceUrl", "ERRATA_TRACE_URL"), { cause: error });
  }
}

/** Returns the data of all APIs. */
function dataOf(apis: readonly Api[]): ConsoleData {
  const byName = new Map(apis.map(({ name, consoleData = {} }) => [name, consoleData]));
  return {
    ...joinConsoleData([...byName.values()]),
    balancesOf: async (api, tenant) => (await byName.get(api)?.balancesOf?.(api, tenant)) ?? [],
  };
}
