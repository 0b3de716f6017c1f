import { resolve } from "node:path";
import { clientAddress } from "errata/guards";
import { type Retention, readRetention } from "../shared/retention/index.ts";

/** Options of `npm start`. */
export interface Options {
  /** Whether to print the help and exit. */
  readonly wantsHelp: boolean;
  /** Address or name of the network interface to listen on. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Time from a stop signal until new connections are refused, in milliseconds. `/readyz` responds with 503 in this time. */
  readonly drainMs: number;
  /** Absolute path. */
  readonly dataFolder: string;
  /** Address of a PostgreSQL database; empty for the embedded store. */
  readonly postgresUrl: string;
  /** Connections to PostgreSQL. */
  readonly poolSize: number;
  /** Address of a bucket for files; empty for the data folder. */
  readonly s3Url: string;
  /** Address of Redis for the counters of limits; empty for counters in this process. */
  readonly redisUrl: string;
  /** Part of each limit that this node allows while Redis is unavailable. */
  readonly redisFallback: number;
  /** Whether to create demo accounts. */
  readonly hasDemo: boolean;
  /** Keys in base64 that encrypt stored secrets, separated by commas; empty for a key in the data folder. */
  readonly encryptionKeys: string;
  /** Secret of the operators who use the console; empty for one in the data folder. */
  readonly operatorToken: string;
  /** Address of a trace in a viewer, with `{traceId}` in it; undefined for none. */
  readonly traceUrl: string | undefined;
  /** URL at which callers reach the server; undefined if it is not known. */
  readonly publicUrl: string | undefined;
  readonly logLevel: string;
  /** Part of the requests in the access log, from 0 to 1. */
  readonly accessLogShare: number;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is true. */
  readonly trustedProxies: readonly string[];
  /** How long data is kept. */
  readonly retention: Retention;
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
  if (environment.ERRATA_PDF_S3) {
    throw new Error("ERRATA_PDF_S3 was replaced by ERRATA_S3, a bucket for the files of every API. Set that instead.");
  }
  const text = (name: string, otherwise = ""): string => environment[name] || otherwise;
  return {
    wantsHelp: args.length > 0,
    host: hostOf(text("HOST", "127.0.0.1")),
    port: portOf(text("PORT", "4000")),
    drainMs: secondsOf("ERRATA_DRAIN_SECONDS", text("ERRATA_DRAIN_SECONDS", "0")) * 1_000,
    dataFolder: resolve(text("ERRATA_DATA", ".errata")),
    postgresUrl: text("ERRATA_POSTGRES"),
    poolSize: poolSizeOf(text("ERRATA_POSTGRES_POOL", "10")),
    s3Url: text("ERRATA_S3"),
    redisUrl: text("ERRATA_REDIS"),
    redisFallback: ratioOf(text("ERRATA_REDIS_FALLBACK", "1")),
    hasDemo: demoOf(text("ERRATA_DEMO", environment.ERRATA_POSTGRES ? "0" : "1")),
    encryptionKeys: text("ERRATA_ENCRYPTION_KEYS"),
    operatorToken: text("ERRATA_OPERATOR_TOKEN"),
    traceUrl: environment.ERRATA_TRACE_URL || undefined,
    publicUrl: publicUrlOf(environment.PUBLIC_URL || undefined),
    logLevel: logLevelOf(text("LOG_LEVEL", "info")),
    accessLogShare: shareOf(text("ERRATA_ACCESS_LOG", "0")),
    trustedProxies: proxiesOf(text("ERRATA_TRUSTED_PROXIES")),
    retention: readRetention(environment),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`Expected PORT to be a number from 0 to 65535, received "${text.slice(0, 80)}".`);
}

function hostOf(text: string): string {
  if (/^(?:[\w.-]+|[\da-f:.]+)$/i.test(text)) return text;
  throw new Error(`Expected HOST to be an address or a name such as 0.0.0.0, received "${text.slice(0, 80)}".`);
}

function secondsOf(name: string, text: string): number {
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds <= 600) return seconds;
  throw new Error(`Expected ${name} to be a number of seconds from 0 to 600, received "${text.slice(0, 80)}".`);
}

function poolSizeOf(text: string): number {
  const size = Number(text);
  if (/^\d+$/.test(text) && size >= 2 && size <= 1_000) return size;
  throw new Error(`Expected ERRATA_POSTGRES_POOL to be a number from 2 to 1000, received "${text.slice(0, 80)}".`);
}

function ratioOf(text: string): number {
  const ratio = Number(text);
  if (ratio > 0 && ratio <= 1) return ratio;
  throw new Error(`Expected ERRATA_REDIS_FALLBACK to be above 0 and at most 1, received "${text.slice(0, 80)}".`);
}

function demoOf(text: string): boolean {
  if (text === "0" || text === "1") return text === "1";
  throw new Error(`Expected ERRATA_DEMO to be 0 or 1, received "${text.slice(0, 80)}".`);
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

function shareOf(text: string): number {
  const share = Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new Error(`Expected ERRATA_ACCESS_LOG to be a number from 0 to 1, received "${text.slice(0, 80)}".`);
}

function proxiesOf(text: string): readonly string[] {
  const trustedProxies = text.split(",").flatMap((network) => network.trim() || []);
  try {
    clientAddress({ trustedProxies });
    return trustedProxies;
  } catch (error) {
    throw new Error(`ERRATA_TRUSTED_PROXIES: ${(error as Error).message}`, { cause: error });
  }
}
