import { openScribe } from "../../scribe/api.ts";
import { scribeMigrations } from "../../scribe/migrations.ts";
import type { ChatServer } from "../chat-server.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";

/** The demo of the scribe API with a model. */
export function scribeDemoWith(chat: Omit<ChatServer, "stop">): DemoApi {
  const { url, key, model } = chat;
  return demoApi("scribe", scribeMigrations, (environment) => ({
    api: openScribe({ ...environment, bodyDeadlineMs, chat: { url, key, model, retries: 0 } }),
    work: async () => undefined,
  }));
}

/** The demo of the scribe API. */
export const scribeDemo: DemoApi = demoApi("scribe", scribeMigrations, (environment) => ({
  api: openScribe({ ...environment, bodyDeadlineMs }),
  work: async () => undefined,
}));
