import { keyManagement } from "errata/guards";
import { expect } from "vitest";
import { scribeKeys } from "../scribe/accounts/keys.ts";
import { type NewAccount, openAccount } from "../scribe/accounts/open-account.ts";
import { sections } from "../scribe/accounts/template.ts";
import { scribeApi } from "../scribe/api.ts";
import { openScribe, type ScribeService, scribeMigrations } from "../scribe/service.ts";
import { type ChatServer, startChatServer } from "./chat-server.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import { type HttpClient, httpClient, type Reply } from "./http-client.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The scribe service, started as `npm start` does, on a port of its own, with a model on another. */
export interface RunningScribe extends ServedApi {
  readonly service: ScribeService;
  /** What accounts with the provider `chat` ask. */
  readonly model: ChatServer;
  /** Opens an account, as our staff does, with a key. By default it makes notes with the built-in provider and may do everything. */
  openAccount(account?: Partial<NewAccount>, scopes?: readonly string[]): Promise<TestAccount>;
  /** Opens an account with a consultation that has a transcript. */
  openConsultation(account?: Partial<NewAccount>): Promise<TestConsultation>;
  /** Lets the model wait with its next answers. @param answers how many */
  holdModel(answers?: number): HeldModel;
  /** Sends requests without a credential, or with one. */
  client(key?: string): HttpClient;
}

/** A model that was asked, and has not answered yet. */
export interface HeldModel {
  /** Resolves when it was asked that often. */
  asked(): Promise<void>;
  /** Lets it answer. */
  release(): void;
}

/** An account and its connection. */
export interface TestAccount extends HttpClient {
  readonly id: string;
  readonly key: string;
  patch(path: string, body: unknown): Promise<Reply>;
  /** Opens a consultation with a transcript. @returns its path */
  newConsultation(): Promise<string>;
  /** Makes another key of the account. */
  mint(scopes: readonly string[], expiresAt?: number): Promise<string>;
}

/** A consultation that can be written a note of. */
export interface TestConsultation {
  readonly account: TestAccount;
  /** Path of the consultation: `/v1/consultations/con_…`. */
  readonly path: string;
}

/** What is said in the consultations of tests. */
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

/** What the model of tests writes. */
export const modelNote = {
  subjective: "Sore throat.",
  objective: "38.4 °C.",
  assessment: "Viral.",
  plan: "Ibuprofen.",
};

/** Runs a suite with a service on each engine that this machine has. */
export const onEveryEngine: EachEngine<RunningScribe> = eachEngine(async (engine) => {
  const model = await startChatServer();
  model.always({ does: "answer", content: modelNote });
  const served = await serveApi(engine, scribeMigrations, async (place) => {
    const chat = { url: model.url, key: model.key, model: model.model, deadlineMs: 1_000, retries: 0 };
    const service = await openScribe({ ...place, chat, bodyDeadlineMs: 1_000 });
    return { api: scribeApi(service), service };
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
    holdModel: (answers) => holdModel(model, answers),
    client: (key) => httpClient(url, key),
    async stop() {
      await served.stop();
      await model.stop();
    },
  };
});

function holdModel(model: ChatServer, answers = 1): HeldModel {
  let release: () => void = () => undefined;
  const after = new Promise<void>((resolve) => {
    release = resolve;
  });
  for (let time = 0; time < answers; time += 1) model.next({ does: "answer", content: modelNote, after });
  const before = model.requests.length;
  return {
    asked: () => expect.poll(() => model.requests.length, { timeout: 5_000 }).toBe(before + answers),
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
  const management = keyManagement({ format: scribeKeys, ...backend });
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
      if (created.status !== 201) throw new Error(`opening a consultation gave ${created.status}: ${created.text}`);
      const path = `/v1/consultations/${created.json.id}`;
      const saved = await client.put(`${path}/transcript`, { segments });
      if (saved.status !== 200) throw new Error(`saving a transcript gave ${saved.status}: ${saved.text}`);
      return path;
    },
  };
}

/** Expects one documented error: the exact bytes of its body, its status, and the headers that every error has. */
export function expectRefused(
  reply: Reply,
  status: number,
  error: { readonly type: string; readonly code: string; readonly message: string; readonly param?: string },
): void {
  const { type, code, message, param } = error;
  expect(reply.text).toBe(JSON.stringify({ error: { type, code, message, param } }));
  expect(reply.status).toBe(status);
  expect(reply.headers.get("content-type")).toBe("application/json");
  expect(reply.headers.get("content-length")).toBe(String(Buffer.byteLength(reply.text)));
  expect(reply.headers.get("cache-control")).toBe("no-store");
  expect(reply.headers.get("x-request-id")).toMatch(/^[\w-]{8,}$/);
  expect(message).toMatch(/\.$/);
}
