import { resolve } from "node:path";

/** Options of `npm start`. */
export interface Options {
  /** Whether to print the help and exit. */
  readonly wantsHelp: boolean;
  /** 0 for any free port. */
  readonly port: number;
  /** Absolute path. */
  readonly dataFolder: string;
  /** Address of a PostgreSQL database; empty for the embedded store. */
  readonly postgresUrl: string;
  /** Keys in base64 that encrypt stored secrets, separated by commas; empty for a key in the data folder. */
  readonly encryptionKeys: string;
  /** URL at which callers reach the server; undefined if it is not known. */
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];

/**
 * Reads the arguments and the environment. An empty variable counts as missing.
 *
 * @throws Error that names the invalid argument or variable and its valid values
 */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const unknown = args.find((argument) => argument !== "--help" && argument !== "-h");
  if (unknown !== undefined) {
    throw new Error(
      `Expected no argument except --help, received "${unknown.slice(0, 80)}". Set environment variables instead: PORT=8080 npm start`,
    );
  }
  return {
    wantsHelp: args.length > 0,
    port: portOf(environment.PORT || "4000"),
    dataFolder: resolve(environment.ERRATA_DATA || ".errata"),
    postgresUrl: environment.ERRATA_POSTGRES ?? "",
    encryptionKeys: environment.ERRATA_ENCRYPTION_KEYS ?? "",
    publicUrl: publicUrlOf(environment.PUBLIC_URL || undefined),
    logLevel: logLevelOf(environment.LOG_LEVEL || "info"),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`Expected PORT to be a number from 0 to 65535, received "${text.slice(0, 80)}".`);
}

function publicUrlOf(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/i.test(text)) return text;
  const received = text.replace(/\/\/[^/@\s]*@/, "//***@").slice(0, 80);
  throw new Error(`Expected PUBLIC_URL to be an address such as https://api.example.com, received "${received}".`);
}

function logLevelOf(text: string): string {
  if (logLevels.includes(text)) return text;
  throw new Error(`Expected LOG_LEVEL to be one of ${logLevels.join(", ")}, received "${text.slice(0, 80)}".`);
}
