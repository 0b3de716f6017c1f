import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { pinoRecorder } from "errata/pino";
import type { Store } from "errata/store";
import { pino } from "pino";
import { openImagingApi } from "./imaging/api.ts";
import { imagingMigrations } from "./imaging/migrations.ts";
import { banner } from "./launch/banner.ts";
import { type ApiDemo, readCredentials, writeDemoFile } from "./launch/demo-file.ts";
import { listen } from "./launch/listen.ts";
import { makeFolder } from "./launch/make-folder.ts";
import { onStop } from "./launch/on-stop.ts";
import { openStore } from "./launch/open-store.ts";
import { type Options, readOptions } from "./launch/read-options.ts";
import { rootApp } from "./launch/root-app.ts";
import { openOrdersApi } from "./orders/api.ts";
import { ordersMigrations } from "./orders/service.ts";
import { openPdfApi } from "./pdf/api.ts";
import { pdfMigrations } from "./pdf/service.ts";
import { openScribeApi } from "./scribe/api.ts";
import { scribeMigrations } from "./scribe/migrations.ts";
import type { Api, ServiceEnvironment } from "./shared/api/index.ts";
import { openVisionApi } from "./vision/api.ts";
import { visionMigrations } from "./vision/service.ts";

/** Every API, in the order in which it is shown. */
const openers: readonly ((environment: ServiceEnvironment) => Promise<Api>)[] = [
  openImagingApi,
  openPdfApi,
  openVisionApi,
  openOrdersApi,
  openScribeApi,
];
/** Tables of every API; a library's own, on which several stand, once. */
const migrations = [
  ...new Set([...imagingMigrations, ...pdfMigrations, ...visionMigrations, ...ordersMigrations, ...scribeMigrations]),
];

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.wantsHelp) process.stdout.write(await readFile(new URL("launch/help.txt", import.meta.url)));
  else await main(options);
} catch (error) {
  process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Opens the store, serves the APIs on it, and closes both when it is told to stop. */
async function main(options: Options): Promise<void> {
  await makeFolder(join(options.dataFolder, "files"));
  const store = await openStore(options, migrations);
  try {
    const stop = await serve(store, options);
    onStop(() => stop().finally(() => store.close()));
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens the APIs, serves them, and tells how to try them. @returns what ends that */
async function serve(store: Store, { dataFolder, port, logLevel }: Options): Promise<() => Promise<void>> {
  const log = pino({ level: logLevel }, pino.destination(2));
  const environment: ServiceEnvironment = {
    store,
    folder: join(dataFolder, "files"),
    record: pinoRecorder(log),
    onJobFailed: (error, job) => log.error({ err: error, job }, "a background job failed"),
  };
  const apis: Api[] = [];
  for (const open of openers) apis.push(await open(environment));
  const server = await listen(rootApp(apis, environment.record), port);
  const stop = async (): Promise<void> => {
    await server.close();
    for (const api of apis) await api.stop();
  };
  try {
    await introduce(apis, server.url, join(dataFolder, "demo.json"));
  } catch (error) {
    await stop();
    throw error;
  }
  for (const api of apis) api.start();
  return stop;
}

/** Opens the demo of each API with the credentials of an earlier start, where they still work. */
async function introduce(apis: readonly Api[], url: string, demoPath: string): Promise<void> {
  const known = await readCredentials(demoPath);
  const demos: ApiDemo[] = [];
  for (const api of apis) {
    const { credentials, tries } = await api.demo(known[api.name] ?? {});
    demos.push({ api, credentials, tries: tries(`${url}/${api.name}`) });
  }
  await writeDemoFile(demoPath, url, demos);
  const hasColours = process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  process.stdout.write(`${banner(url, relative("", demoPath), demos, hasColours)}\n`);
}
