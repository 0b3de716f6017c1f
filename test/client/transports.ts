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

/** The fault server and clients of it. */
export interface TestBench {
  readonly server: FaultServer;
  /** Creates a client without state. */
  connect(options?: Partial<ClientOptions<Shop>>): Client<Shop>;
}

/** Runs a suite with each transport. */
export function onEveryTransport(suite: (bench: TestBench) => void): void {
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
        connect: (options = {}) =>
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

/** Returns the error of a call that must fail. */
export async function failure(call: Promise<{ readonly ok: boolean; readonly error?: unknown }>): Promise<CallError> {
  const result = await call;
  if (result.ok) throw new Error(`expected an error, received ${JSON.stringify(result)}`);
  return result.error as CallError;
}

/** Returns a result and how long it took, in milliseconds. */
export async function timed<Value>(work: Promise<Value>): Promise<readonly [Value, number]> {
  const start = performance.now();
  return [await work, performance.now() - start];
}
