import { connect as dial, type Socket } from "node:net";
import postgres from "postgres";
import { checkInteger, checkValues } from "../sql-value.ts";
import type { SqlValue } from "../store.ts";
import { StoreError } from "../store-error.ts";
import { postgresFailure, tooSlow } from "./postgres-failure.ts";

/** Says how one connection is made. */
export interface ConnectionOptions {
  readonly url: string;
  readonly schema: string | undefined;
  /** Longest time for one command, in milliseconds, at the server; the client gives up shortly after. */
  readonly commandTimeoutMs: number;
  /** Longest pause between two statements of one transaction, in milliseconds; then the server takes it back. */
  readonly idleInTransactionMs: number;
}

/** Talks to PostgreSQL over one socket. Once that is lost the connection is dead, and is never made again in place. */
export interface Connection {
  readonly isAlive: boolean;
  run(text: TemplateStringsArray, values: readonly SqlValue[]): Promise<object[]>;
  /** Runs one statement that takes no values, and gives the engine's word for what it did: `COMMIT`, `ROLLBACK`. */
  exec(statement: string, timeoutMs?: number): Promise<string>;
  /** Waits for the statement under way, then hangs up. */
  end(): Promise<void>;
}

/** How long after the server's own limit the client waits for the server's word that it was reached. */
const GRACE_MS = 250;

/** Makes one connection; it dials at its first statement. */
export function connect(options: ConnectionOptions): Connection {
  let socket: Socket | undefined;
  let isAlive = true;
  const client = postgres(options.url, {
    ...clientOptions(options),
    onclose: hangUp,
    // The driver would dial again by itself, and go on with half a transaction outside of any: one socket, no more.
    socket: (address: Address) => {
      if (socket !== undefined) throw lost();
      socket = dialled(address);
      return socket;
    },
  } as Parameters<typeof postgres>[1] & object);

  function hangUp(): void {
    isAlive = false;
    socket?.destroy();
  }

  async function bounded<Answer>(query: PromiseLike<Answer>, timeoutMs: number): Promise<Answer> {
    try {
      return await withDeadline(query, timeoutMs + GRACE_MS, hangUp);
    } catch (cause) {
      const error = postgresFailure(cause);
      // The news of a loss comes with the failure of a statement, before the socket closes: send nothing in between.
      if (error instanceof StoreError && error.code === "STORE_UNAVAILABLE") hangUp();
      throw error;
    }
  }

  return {
    get isAlive() {
      return isAlive;
    },
    async run(text, values) {
      checkValues(text, values);
      if (!isAlive) throw lost();
      const rows = await bounded(client<object[]>(text, ...values), options.commandTimeoutMs);
      return Array.from(rows);
    },
    async exec(statement, timeoutMs = options.commandTimeoutMs) {
      if (!isAlive) throw lost();
      return (await bounded(client.unsafe(statement), timeoutMs)).command;
    },
    async end() {
      const isHealthy = isAlive;
      isAlive = false;
      if (isHealthy) await client.end({ timeout: options.commandTimeoutMs / 1_000 });
      hangUp();
    },
  };
}

function clientOptions(options: ConnectionOptions): object {
  return {
    max: 1,
    // The pool above replaces what died: the driver itself neither retires, nor retries, nor waits between tries.
    max_lifetime: null,
    idle_timeout: null,
    backoff: false,
    fetch_types: false,
    connect_timeout: options.commandTimeoutMs / 1_000,
    onnotice: () => undefined,
    types: TYPES,
    connection: {
      application_name: "errata",
      statement_timeout: options.commandTimeoutMs,
      idle_in_transaction_session_timeout: options.idleInTransactionMs,
      ...(options.schema === undefined ? {} : { search_path: options.schema }),
    },
  };
}

/** Object ids of PostgreSQL's types, see its catalogue `pg_type`. */
const TYPES = {
  bigint: { to: 20, from: [20], serialize: String, parse: (text: string) => checkInteger(Number(text), text) },
  // SUM over BIGINT answers NUMERIC.
  numeric: { to: 1700, from: [1700], serialize: String, parse: parseNumeric },
  boolean: { to: 16, from: [16], serialize: String, parse: (text: string) => Number(text === "t") },
};

function parseNumeric(text: string): number {
  const value = Number(text);
  return Number.isInteger(value) ? checkInteger(value, text) : value;
}

/** Holds the driver's reading of the address. */
interface Address {
  readonly path?: string | false;
  readonly host: readonly string[];
  readonly port: readonly number[];
}

function dialled({ path, host, port }: Address): Socket {
  const socket = path ? dial(path) : dial(port[0] ?? 5432, host[0] ?? "localhost");
  socket.setNoDelay(true);
  // The driver takes the host name for TLS from here.
  return Object.assign(socket, { host: host[0], port: port[0] });
}

async function withDeadline<Answer>(query: PromiseLike<Answer>, ms: number, onLate: () => void): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(tooSlow(`${ms} ms`));
      onLate();
    }, ms);
  });
  try {
    return await Promise.race([query, late]);
  } finally {
    clearTimeout(timer);
  }
}

function lost(): StoreError {
  return new StoreError("STORE_UNAVAILABLE", "the connection to PostgreSQL was lost. Try again: the next one is new.");
}
