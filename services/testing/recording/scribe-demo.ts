import { openScribe } from "../../scribe/api.ts";
import { scribeMigrations } from "../../scribe/migrations.ts";
import { bodyDeadlineMs, type DemoApi, demoApi } from "./demo-api.ts";

/** The demo of the scribe API. */
export const scribeDemo: DemoApi = demoApi("scribe", scribeMigrations, (environment) => ({
  api: openScribe({ ...environment, bodyDeadlineMs }),
  work: async () => undefined,
}));
