import { keyManagement } from "errata/guards";
import { describe } from "vitest";
import { type NewAccount, openAccount } from "../vision/accounts/open-account.ts";
import { visionApi } from "../vision/api.ts";
import { accountKeyFormat } from "../vision/keys/formats.ts";
import { openVision, type VisionOptions, type VisionService, visionMigrations } from "../vision/service.ts";
import { type ChatServer, startChatServer } from "./chat-server.ts";
import { eachEngine } from "./each-engine.ts";
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
export interface VisionSetting extends Pick<VisionOptions, "unified" | "deadlineMs"> {
  /** Whether a provider looks at images, instead of the service itself. @default false */
  readonly hasProvider?: boolean;
}

function running({ hasProvider = false, unified = false, deadlineMs = 10_000 }: VisionSetting): EachVision {
  return eachEngine(async (engine): Promise<RunningVision> => {
    const chat = await startChatServer();
    const { url, key, model } = chat;
    const provider = hasProvider ? { provider: { url, key, model, retries: 0 } } : {};
    const served = await serveApi(engine, visionMigrations, async (place) => {
      const service = await openVision({ ...place, ...provider, unified, deadlineMs, bodyDeadlineMs: 1_000 });
      return { api: visionApi(service), service };
    });
    return {
      ...served,
      unified,
      chat,
      openAccount: (account, scopes) => newAccount(served.service, served.url, account, scopes),
      client: (given) => httpClient(served.url, given),
      async stop() {
        await served.stop();
        await chat.stop();
      },
    };
  });
}

/** Runs a suite on every engine, with each layer in its own form. */
export const onEveryEngine: EachVision = running({});

/** Makes what runs a suite on every engine, in both forms: each layer in its own, and every one in the rich form. */
export function inBothForms(setting: Omit<VisionSetting, "unified"> = {}): EachVision {
  return (suite) => {
    describe("as published", () => running(setting)(suite));
    describe("unified", () => running({ ...setting, unified: true })(suite));
  };
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
