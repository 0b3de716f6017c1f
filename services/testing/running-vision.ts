import { keyManagement } from "errata/guards";
import { describe } from "vitest";
import { listen } from "../launch/listen.ts";
import { rootApp } from "../launch/root-app.ts";
import { type NewAccount, openAccount } from "../vision/accounts/open-account.ts";
import { visionApi } from "../vision/api.ts";
import { accountKeyFormat } from "../vision/keys/formats.ts";
import { openVision, type VisionOptions, type VisionService, visionMigrations } from "../vision/service.ts";
import { type ChatServer, startChatServer } from "./chat-server.ts";
import { type EachEngine, eachEngine } from "./each-engine.ts";
import { type HttpClient, httpClient } from "./http-client.ts";
import { picture } from "./picture.ts";
import { type ServedApi, serveApi } from "./serve-api.ts";

/** The vision service, started as `npm start` does, on a port of its own. */
export interface RunningVision extends ServedApi {
  readonly service: VisionService;
  /** Whether every layer answers in the rich form. */
  readonly unified: boolean;
  /** The provider that the service asks; there only where the suite wants one. */
  readonly chat: ChatServer;
  /** Opens an account, as our staff does, with a key that may do everything. */
  openAccount(account?: Partial<NewAccount>, scopes?: readonly string[]): Promise<TestAccount>;
  /** Sends requests without a credential, or with one. */
  client(key?: string): HttpClient;
}

/** An account and its connection. */
export interface TestAccount extends HttpClient {
  readonly id: string;
  readonly key: string;
  /** Makes a further key. */
  mint(request: { scopes?: readonly string[]; expiresAt?: number }): Promise<HttpClient & { readonly keyId: string }>;
  /** Uploads an image. @returns its id */
  newImage(content?: Uint8Array<ArrayBuffer>): Promise<string>;
}

/** Runs a suite with a service on each engine that this machine has. */
export type EachVision = (suite: (running: () => RunningVision) => void) => void;

/** How a suite wants the service. */
export interface VisionSetting extends Pick<VisionOptions, "deadlineMs"> {
  /** Whether a provider looks at images, instead of the service itself. @default false */
  readonly hasProvider?: boolean;
}

/** The same service twice, on one store: with each layer in its own form, and with every one in the rich form. */
interface BothForms {
  readonly published: RunningVision;
  readonly unified: RunningVision;
  readonly occurrences: RunningVision["occurrences"];
  stop(): Promise<void>;
}

function bothForms({ hasProvider = false, deadlineMs = 10_000 }: VisionSetting): EachEngine<BothForms> {
  return eachEngine(async (engine): Promise<BothForms> => {
    const chat = await startChatServer();
    const { url, key, model } = chat;
    const provider = hasProvider ? { provider: { url, key, model, retries: 0 } } : {};
    const served = await serveApi(engine, visionMigrations, async (place) => {
      const options = { ...place, ...provider, deadlineMs, bodyDeadlineMs: 1_000 };
      const service = await openVision(options);
      const unified = await openVision({ ...options, unified: true });
      const second = await listen(rootApp([visionApi(unified)], place.record), 0);
      return { api: visionApi(service), service, unified, second };
    });
    const form = (service: VisionService, unified: boolean, address: string): RunningVision => ({
      ...served,
      url: address,
      service,
      unified,
      chat,
      openAccount: (account, scopes) => newAccount(service, address, account, scopes),
      client: (given) => httpClient(address, given),
    });
    return {
      occurrences: served.occurrences,
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

/** Makes what runs a suite on every engine, with each layer in its own form. */
export function onEveryEngine(setting: VisionSetting = {}): EachVision {
  return (suite) => bothForms(setting)((both) => suite(() => both().published));
}

/** Makes what runs a suite on every engine, in both forms: each layer in its own, and every one in the rich form. */
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
  const management = keyManagement({ ...backend, format: accountKeyFormat });
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
      if (reply.status !== 201) throw new Error(`uploading an image gave ${reply.status}: ${reply.text}`);
      return reply.json.id;
    },
  };
}
