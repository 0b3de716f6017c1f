import {
  type ApiOf,
  type CallError,
  type Client,
  type ClientOptions,
  client,
  contractMetadata,
  type Transport,
} from "errata/client";
import { undiciFetch } from "errata/client/undici";
import { afterAll, beforeAll, describe } from "vitest";
import { type FaultServer, faultServer } from "./fault-server.ts";
import { shop } from "./shop.ts";

export type Shop = ApiOf<typeof shop>;

/** A client of the fault server, and what is around it. */
export interface Bench {
  readonly server: FaultServer;
  /** Makes a new client, which remembers nothing. */
  make(options?: Partial<ClientOptions<Shop>>): Client<Shop>;
}

/** Runs a suite over each transport. */
export function onEveryTransport(suite: (bench: Bench) => void): void {
  const transports: readonly [string, Transport | undefined][] = [
    ["global fetch", undefined],
    ["undici", undiciFetch()],
  ];
  for (const [name, fetch] of transports)
    describe(`on ${name}`, () => {
      let started: FaultServer;
      beforeAll(async () => {
        started = await faultServer();
      });
      afterAll(() => started.close());
      suite({
        get server() {
          return started;
        },
        make: (options = {}) =>
          client<Shop>({
            baseUrl: started.url,
            metadata: contractMetadata(shop),
            random: () => 0,
            ...(fetch && { fetch }),
            ...options,
          }),
      });
    });
}

/** Gives the error of a call that must fail. */
export async function failure(call: Promise<{ readonly ok: boolean; readonly error?: unknown }>): Promise<CallError> {
  const result = await call;
  if (result.ok) throw new Error(`expected an error, received ${JSON.stringify(result)}`);
  return result.error as CallError;
}

/** Measures how long something takes, in milliseconds. */
export async function timed<Value>(work: Promise<Value>): Promise<readonly [Value, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}
