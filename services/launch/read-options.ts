import { resolve } from "node:path";

/** How the launcher was told to run. */
export interface Options {
  /** Whether to print the help and do nothing else. */
  readonly wantsHelp: boolean;
  /** 0 for any free one. */
  readonly port: number;
  /** Absolute path. */
  readonly dataFolder: string;
  /** Empty for the embedded store. */
  readonly postgresUrl: string;
  readonly logLevel: string;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * Reads arguments and environment. A variable that is empty counts as not set.
 *
 * @throws Error that says which of them is wrong, and what it may be
 */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const unknown = args.find((argument) => argument !== "--help" && argument !== "-h");
  if (unknown !== undefined) {
    throw new Error(
      `expected no option but --help, received "${unknown.slice(0, 80)}". Settings are environment variables, such as PORT=8080 npm start.`,
    );
  }
  return {
    wantsHelp: args.length > 0,
    port: portOf(environment.PORT || "4000"),
    dataFolder: resolve(environment.ERRATA_DATA || ".errata"),
    postgresUrl: environment.ERRATA_POSTGRES ?? "",
    logLevel: logLevelOf(environment.LOG_LEVEL || "info"),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`expected PORT to be a number from 0 to 65535, received "${text.slice(0, 80)}".`);
}

function logLevelOf(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new Error(`expected LOG_LEVEL to be one of ${logLevels.join(", ")}, received "${text.slice(0, 80)}".`);
}
