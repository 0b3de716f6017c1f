import { connect as openSocket, type Socket } from "node:net";
import type postgres from "postgres";
import { checkInteger, checkValues, flatten } from "../engine/index.ts";
import type { SqlInput } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { commandTimeout, postgresError } from "./postgres-error.ts";

/** Options of one connection. */
export interface ConnectionOptions {
  readonly driver: typeof postgres;
  readonly url: string;
  readonly schema: string | undefined;
  /** Longest time for one command, in milliseconds, enforced by the server; the client gives up shortly after. */
  readonly commandTimeoutMs: number;
  /** Longest pause between two statements of a transaction, in milliseconds; then the server rolls it back. */
  readonly idleInTransactionMs: number;
  /** Receives the payload of each notification on a channel that the connection listens to. */
  readonly onNotify?: ((payload: string) => void) | undefined;
}

/** A connection to PostgreSQL over one socket. A lost connection is dead and never reconnects. */
export interface Connection {
  readonly isAlive: boolean;
  /** Connects, unless the connection has been used before. @throws STORE_UNAVAILABLE, STORE_TIMEOUT */
  ready(): Promise<void>;
  run(text: TemplateStringsArray, values: readonly SqlInput[]): Promise<object[]>;
  /** Runs one statement without values, and returns the command tag: `COMMIT`, `ROLLBACK`. */
  exec(statement: string, timeoutMs?: number): Promise<string>;
  /** Waits for the running statement, then disconnects. */
  end(): Promise<void>;
}

/** How long the client waits for the server to report its own timeout, in milliseconds. */
const GRACE_MS = 250;

/** Creates a connection, which connects at its first statement. */
export function connect(options: ConnectionOptions): Connection {
  const { driver, commandTimeoutMs } = options;
  let socket: Socket | undefined;
  let isAlive = true;
  let isReady = false;
  const client = driver(options.url, {
    ...clientOptions(options),
    onclose: disconnect,
    onnotify: (_channel: string, payload: string) => options.onNotify?.(payload),
    // The driver would reconnect on its own and finish half a transaction outside any: allow one socket only.
    socket: (address: Address) => {
      if (socket !== undefined) throw connectionLost();
      socket = openAddress(address);
      return socket;
    },
  } as Parameters<typeof postgres>[1] & object);

  function disconnect(): void {
    isAlive = false;
    socket?.destroy();
  }

  async function withTimeout<Result>(query: PromiseLike<Result>, timeoutMs: number): Promise<Result> {
    const limitMs = timeoutMs + GRACE_MS;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(commandTimeout(`${limitMs} ms`));
        disconnect();
      }, limitMs);
    });
    try {
      return await Promise.race([query, late]);
    } catch (cause) {
      const error = postgresError(cause);
      // A lost connection fails a statement before the socket closes: send nothing in between.
      if (error instanceof StoreError && error.code === "STORE_UNAVAILABLE") disconnect();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function exec(statement: string, timeoutMs = commandTimeoutMs): Promise<string> {
    if (!isAlive) throw connectionLost();
    return (await withTimeout(client.unsafe(statement), timeoutMs)).command;
  }

  return {
    get isAlive() {
      return isAlive;
    },
    async ready() {
      if (isReady) return;
      await exec("SELECT 1");
      isReady = true;
    },
    async run(template, inputs) {
      const { text, values } = flatten(template, inputs);
      checkValues(text, values);
      if (!isAlive) throw connectionLost();
      return Array.from(await withTimeout(client<object[]>(text, ...values), commandTimeoutMs));
    },
    exec,
    async end() {
      const wasAlive = isAlive;
      isAlive = false;
      if (wasAlive) await client.end({ timeout: commandTimeoutMs / 1_000 });
      disconnect();
    },
  };
}

function clientOptions({ schema, commandTimeoutMs, idleInTransactionMs }: ConnectionOptions): object {
  return {
    max: 1,
    // The pool replaces dead connections; the driver must not retire, retry or back off on its own.
    max_lifetime: null,
    idle_timeout: null,
    backoff: false,
    fetch_types: false,
    connect_timeout: commandTimeoutMs / 1_000,
    onnotice: () => undefined,
    types: TYPES,
    connection: {
      application_name: "errata",
      statement_timeout: commandTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      ...(schema === undefined ? {} : { search_path: schema }),
    },
  };
}

/** Type OIDs from PostgreSQL's catalog `pg_type`. */
const TYPES = {
  bigint: { to: 20, from: [20], serialize: String, parse: (text: string) => checkInteger(Number(text), text) },
  // SUM over BIGINT returns NUMERIC.
  numeric: { to: 1700, from: [1700], serialize: String, parse: parseNumeric },
  boolean: { to: 16, from: [16], serialize: String, parse: (text: string) => Number(text === "t") },
};

function parseNumeric(text: string): number {
  const value = Number(text);
  return Number.isInteger(value) ? checkInteger(value, text) : value;
}

/** The address as parsed by the driver. */
interface Address {
  readonly path?: string | false;
  readonly host: readonly string[];
  readonly port: readonly number[];
}

function openAddress({ path, host, port }: Address): Socket {
  const socket = path ? openSocket(path) : openSocket(port[0] ?? 5432, host[0] ?? "localhost");
  socket.setNoDelay(true);
  // The driver reads the host name for TLS from the socket.
  return Object.assign(socket, { host: host[0], port: port[0] });
}

function connectionLost(): StoreError {
  return new StoreError(
    "STORE_UNAVAILABLE",
    "the connection to PostgreSQL was lost. Try again: the next call uses a new connection.",
  );
}
