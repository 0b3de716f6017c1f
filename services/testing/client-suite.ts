import type { AnyContract } from "errata";
import {
  type AnyApi,
  type ApiOf,
  type CallError,
  type Client,
  client,
  contractMetadata,
  decide,
  type Result,
} from "errata/client";
import { afterAll, expect } from "vitest";

/** The types of a contract's API, for the client. */
type SuiteApi<Of> = ApiOf<Of> extends AnyApi ? ApiOf<Of> : AnyApi;

/** Options of a client suite. */
export interface ClientSuiteOptions {
  /** Codes that a client cannot cause. @default none */
  readonly except?: readonly string[];
  /** Whether the wire format of a code contains the code. @default all do */
  readonly isCodeSent?: (code: string) => boolean;
}

/** Calls an API with errata/client and checks each error against the contract. */
export interface ClientSuite<Of extends AnyContract> {
  /**
   * Creates a client without jitter.
   *
   * @param credential Bearer token; undefined to send none
   */
  connect(url: string, credential?: string, options?: { readonly retries?: number }): Client<SuiteApi<Of>>;
  /** Expects an error with this code and everything that the contract declares for it. */
  expectError(call: Promise<Result<unknown, CallError>>, code: string): Promise<CallError>;
  /** Expects that the client neither retried nor advises to retry. @param action the action of the remedy. @default any */
  expectFinal(error: CallError, action?: string): void;
}

/** Creates a client suite. After all tests, it expects that each code of the contract was received at least once. */
export function clientSuite<const Of extends AnyContract>(
  contract: Of,
  { except = [], isCodeSent = () => true }: ClientSuiteOptions = {},
): ClientSuite<Of> {
  const metadata = contractMetadata(contract);
  const received = new Set<string>();
  afterAll(() => {
    expect([...received].sort()).toEqual(contract.codes.filter((code) => !except.includes(code)).sort());
  });

  async function expectError(call: Promise<Result<unknown, CallError>>, code: string): Promise<CallError> {
    const result = await call;
    if (result.ok) throw new Error(`expected ${code}, received ${JSON.stringify(result.data)}`);
    const { error } = result;
    const { kind, status, retry, effect, remedy } = contract.entries.get(code)!;
    expect(error).toMatchObject({ status, origin: "api", sent: true, known: isCodeSent(code) });
    if (isCodeSent(code)) expect(error).toMatchObject({ code, kind, retry, effect, remedy });
    else expect([error.code, error.message]).toEqual([`HTTP_${status}`, expect.any(String)]);
    expect(error.requestId).toMatch(/^[\w-]{8,}$/);
    expect(String(error)).toContain(error.requestId);
    received.add(code);
    return error;
  }

  return {
    connect: (url, credential, options) =>
      client({
        baseUrl: url,
        metadata,
        random: () => 0,
        ...options,
        ...(credential !== undefined && { headers: { authorization: `Bearer ${credential}` } }),
      }),
    expectError,
    expectFinal(error, action = error.remedy?.action) {
      const advised = decide(error, { idempotent: true });
      expect([error.attempts, advised, error.remedy?.action]).toEqual([1, undefined, action]);
    },
  };
}
