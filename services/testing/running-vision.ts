import { keyManagement } from "errata/guards";
import { describe } from "vitest";
import { listen, rootApp } from "../launch/index.ts";
import type { WorkerPool } from "../shared/worker-pool/index.ts";
import { accountKeys } from "../vision/accounts/account.ts";
import { type NewAccount, openAccount } from "../vision/accounts/open-account.ts";
import { openVision, type VisionService } from "../vision/api.ts";
import { openImagePool } from "../vision/images/image-worker.ts";
import { visionMigrations } from "../vision/migrations.ts";
import type { VisionOptions } from "../vision/options.ts";
import { type ChatServer, startChatServer } from "./chat-server.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import { type HttpClient, httpClient } from "./http-client.ts";
import { picture } from "./picture.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The vision service, started as `npm start` does, on its own port. */
export interface RunningVision extends ServedApi {
  readonly service: VisionService;
  /** Whether every layer uses the rich envelope. */
  readonly unified: boolean;
  /** The provider of the service; used only if the suite asks for one. */
  readonly chat: ChatServer;
  /** Creates an account, as staff do, with a key that has every scope. */
  openAccount(account?: Partial<NewAccount>, scopes?: readonly string[]): Promise<TestAccount>;
  /** Returns a client with a credential, or without one. */
  client(key?: string): HttpClient;
}

/** An account, and a client with its key. */
export interface TestAccount extends HttpClient {
  readonly id: string;
  readonly key: string;
  /** Creates another key. */
  mint(request: { scopes?: readonly string[]; expiresAt?: number }): Promise<HttpClient & { readonly keyId: string }>;
  /** Uploads an image. @returns its id */
  newImage(content?: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** Processes that all services of a test run share, because starting them takes longer than most tests. */
export const imagePool: WorkerPool = openImagePool();

/** Runs a suite with the service on every engine that this machine has. */
export type EachVision = (suite: (running: () => RunningVision) => void) => void;

/** The settings of a suite. */
export interface VisionSetting extends Pick<VisionOptions, "deadlineMs" | "imagePool"> {
  /** Whether a provider describes images instead of the local analyst. @default false */
  readonly hasProvider?: boolean;
}

/** The same service twice on one store: with the envelope of each layer, and with the rich envelope. */
interface BothForms extends Pick<RunningVision, "expectDeclared"> {
  readonly published: RunningVision;
  readonly unified: RunningVision;
  stop(): Promise<void>;
}

function bothForms({
  hasProvider = false,
  deadlineMs = 10_000,
  imagePool: pool = imagePool,
}: VisionSetting): EachEngine<BothForms> {
  return eachEngine(async (engine): Promise<BothForms> => {
    const chat = await startChatServer();
    const { url, key, model } = chat;
    const provider = hasProvider ? { provider: { url, key, model, retries: 0 } } : {};
    const served = await serveApi(engine, visionMigrations, async (environment) => {
      const options = { ...environment, ...provider, imagePool: pool, deadlineMs, bodyDeadlineMs: 1_000 };
      const service = await openVision(options);
      const unified = await openVision({ ...options, unified: true });
      const second = await listen(rootApp([unified], environment.record), 0);
      return { api: service, service, unified, second };
    });
    const form = (service: VisionService, unified: boolean, address: string): RunningVision => ({
      ...served,
      url: address,
      service,
      unified,
      chat,
      openAccount: (account, scopes) => newAccount(service, address, account, scopes),
      client: (key) => httpClient(address, key),
    });
    return {
      expectDeclared: served.expectDeclared,
      published: form(served.service, false, served.url),
      unified: form(served.unified, true, `${served.second.url}/vision`),
      async stop() {
        await served.second.close(1_000);
        await served.stop();
        await chat.stop();
      },
    };
  });
}

/** Returns a function that runs a suite on every engine, with the envelope of each layer. */
export function onEveryEngine(setting: VisionSetting = {}): EachVision {
  return (suite) => bothForms(setting)((both) => suite(() => both().published));
}

/** Returns a function that runs a suite on every engine, in both forms: the envelope of each layer, and the rich one. */
export function inBothForms(setting: VisionSetting = {}): EachVision {
  return (suite) =>
    bothForms(setting)((both) => {
      describe("as published", () => suite(() => both().published));
      describe("unified", () => suite(() => both().unified));
    });
}

async function newAccount(
  { backend }: VisionService,
  url: string,
  account: Partial<NewAccount> = {},
  scopes: readonly string[] = ["*"],
): Promise<TestAccount> {
  const id = await openAccount(backend, { name: "Test", plan: "team", ...account });
  const management = keyManagement({
    format: accountKeys,
    store: backend.store,
    keys: backend.keys,
    clock: backend.clock,
  });
  const { secret } = await management.mint({ tenant: id, scopes });
  const client = httpClient(url, secret);
  return {
    ...client,
    id,
    key: secret,
    async mint(request) {
      const minted = await management.mint({ tenant: id, scopes: ["*"], ...request });
      return { ...httpClient(url, minted.secret), keyId: minted.key.id };
    },
    async newImage(content) {
      const reply = await client.send("POST", "/v1/images", content ?? (await picture()), {
        "Content-Type": "image/png",
      });
      if (reply.status !== 201) throw new Error(`uploading an image returned ${reply.status}: ${reply.text}`);
      return reply.json.id;
    },
  };
}
