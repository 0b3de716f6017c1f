import { keyManagement } from "errata/guards";
import type { CodeOf } from "errata/testing";
import { expect } from "vitest";
import { scribeKeys } from "../scribe/accounts/account.ts";
import { type NewAccount, openAccount } from "../scribe/accounts/open-account.ts";
import { sections } from "../scribe/accounts/template.ts";
import { openScribe, type ScribeService } from "../scribe/api.ts";
import { scribe } from "../scribe/contract.ts";
import { scribeMigrations } from "../scribe/migrations.ts";
import { type ChatServer, startChatServer } from "./chat-server.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import { expectDocumented } from "./expect-error.ts";
import { type HttpClient, httpClient, type Reply } from "./http-client.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The scribe service, started as `npm start` does, on its own port, with a model on another. */
export interface RunningScribe extends ServedApi {
  readonly service: ScribeService;
  /** The model of accounts with the provider `chat`. */
  readonly model: ChatServer;
  /** Creates an account with a key, as staff do. By default it uses the built-in provider and has every scope. */
  openAccount(account?: Partial<NewAccount>, scopes?: readonly string[]): Promise<TestAccount>;
  /** Creates an account with a consultation that has a transcript. */
  openConsultation(account?: Partial<NewAccount>): Promise<TestConsultation>;
  /** Delays the next responses of the model until `release`. @param responses how many. @default 1 */
  holdModel(responses?: number): HeldModel;
  /** Returns a client with a credential, or without one. */
  client(key?: string): HttpClient;
}

/** A model that has received requests and not responded yet. */
export interface HeldModel {
  /** Resolves when it has received all requests. */
  requested(): Promise<void>;
  /** Lets it respond. */
  release(): void;
}

/** An account, and a client with its key. */
export interface TestAccount extends HttpClient {
  readonly id: string;
  readonly key: string;
  patch(path: string, body: unknown): Promise<Reply>;
  /** Creates a consultation with a transcript. @returns its path */
  newConsultation(): Promise<string>;
  /** Creates another key of the account. */
  mint(scopes: readonly string[], expiresAt?: number): Promise<string>;
}

/** A consultation with a transcript. */
export interface TestConsultation {
  readonly account: TestAccount;
  /** Path of the consultation: `/v1/consultations/con_…`. */
  readonly path: string;
}

/** The transcript of consultations in tests. */
export const segments = [
  { speaker: "Doctor", start: 0, end: 4, text: "Good morning. What brings you in today?" },
  {
    speaker: "Patient",
    start: 4,
    end: 12.5,
    text: "I have had a sore throat since Monday, and a fever. It hurts to swallow.",
  },
  { speaker: "Doctor", start: 13, end: 22, text: "Your temperature is 38.4 °C. On examination the throat is red." },
  { speaker: "Doctor", start: 22, end: 27, text: "This is most likely a viral pharyngitis." },
  {
    speaker: "Doctor",
    start: 27,
    end: 36,
    text: "Take 400 mg ibuprofen three times a day. Please come back next week if it gets worse.",
  },
  { speaker: "Patient", start: 36, end: 37, text: "Thank you." },
] as const;

/** The note that the model returns in tests. */
export const modelNote = {
  subjective: "Sore throat.",
  objective: "38.4 °C.",
  assessment: "Viral.",
  plan: "Ibuprofen.",
};

/** Runs a suite with the service on every engine that this machine has. */
export const onEveryEngine: EachEngine<RunningScribe> = eachEngine(async (engine) => {
  const model = await startChatServer();
  model.always({ does: "answer", content: modelNote });
  const served = await serveApi(engine, scribeMigrations, async (environment) => {
    const chat = { url: model.url, key: model.key, model: model.model, deadlineMs: 1_000, retries: 0 };
    const service = openScribe({ ...environment, chat, bodyDeadlineMs: 1_000 });
    return { api: service, service };
  });
  const { url, service } = served;
  const open = (account?: Partial<NewAccount>, scopes?: readonly string[]): Promise<TestAccount> =>
    openTestAccount(service, url, account, scopes);
  return {
    ...served,
    model,
    openAccount: open,
    async openConsultation(settings) {
      const account = await open(settings);
      return { account, path: await account.newConsultation() };
    },
    holdModel: (responses) => holdModel(model, responses),
    client: (key) => httpClient(url, key),
    async stop() {
      await served.stop();
      await model.stop();
    },
  };
});

function holdModel(model: ChatServer, responses = 1): HeldModel {
  let release: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  for (let time = 0; time < responses; time += 1) model.next({ does: "answer", content: modelNote, after });
  const before = model.requests.length;
  return {
    requested: () => expect.poll(() => model.requests.length, { timeout: 5_000 }).toBe(before + responses),
    release,
  };
}

async function openTestAccount(
  { backend }: ScribeService,
  url: string,
  account: Partial<NewAccount> = {},
  scopes: readonly string[] = ["*"],
): Promise<TestAccount> {
  const defaults = {
    name: "Test Clinic",
    provider: "extractive",
    template: { sections: [...sections], maxSentences: 5 },
  };
  const id = await openAccount(backend, { ...defaults, ...account });
  const management = keyManagement({
    format: scribeKeys,
    store: backend.store,
    keys: backend.keys,
    clock: backend.clock,
  });
  const mint = async (wanted: readonly string[], expiresAt: number | null = null): Promise<string> =>
    (await management.mint({ tenant: id, scopes: wanted, expiresAt })).secret;
  const key = await mint(scopes);
  const client = httpClient(url, key);
  return {
    ...client,
    id,
    key,
    mint,
    patch: (path, body) => client.send("PATCH", path, JSON.stringify(body), { "Content-Type": "application/json" }),
    async newConsultation() {
      const created = await client.post("/v1/consultations", { consultationInternalId: crypto.randomUUID() });
      if (created.status !== 201)
        throw new Error(`creating a consultation returned ${created.status}: ${created.text}`);
      const path = `/v1/consultations/${created.json.id}`;
      const saved = await client.put(`${path}/transcript`, { segments });
      if (saved.status !== 200) throw new Error(`saving a transcript returned ${saved.status}: ${saved.text}`);
      return path;
    },
  };
}

/** Expects a documented error. */
export function expectRefused(
  reply: Reply,
  status: number,
  error: { readonly type: string; readonly code: string; readonly message: string; readonly param?: string },
): void {
  const { code, message, param } = error;
  expectDocumented(scribe, reply, code as CodeOf<typeof scribe>, { message, details: param && { param } });
  expect([reply.status, reply.json.error]).toEqual([status, error]);
  expect(message).toMatch(/\.$/);
}
