import { join, relative, resolve } from "node:path";
import { pinoRecorder } from "errata/server/pino";
import type { Store } from "errata/store";
import { pino } from "pino";
import { imagingApi } from "./imaging/api.ts";
import { imagingMigrations, openImaging } from "./imaging/service.ts";
import type { Api } from "./launch/api.ts";
import { banner } from "./launch/banner.ts";
import { readCredentials, writeDemoFile } from "./launch/demo-file.ts";
import { help } from "./launch/help.ts";
import { listen } from "./launch/listen.ts";
import { onStop } from "./launch/on-stop.ts";
import { openStore } from "./launch/open-store.ts";
import { rootApp } from "./launch/root-app.ts";

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  process.stdout.write(help);
} else {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Opens the store, serves the APIs on it, and closes both when it is told to stop. */
async function main(): Promise<void> {
  const port = readPort();
  const dataFolder = resolve(process.env.ERRATA_DATA ?? ".errata");
  const store = await openStore(dataFolder, imagingMigrations);
  try {
    const stop = await serve(store, dataFolder, port);
    onStop(() => stop().finally(() => store.close()));
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens the APIs, serves them, and tells how to try them. @returns what ends that */
async function serve(store: Store, dataFolder: string, port: number): Promise<() => Promise<void>> {
  const log = pino({ level: process.env.LOG_LEVEL ?? "info" }, pino.destination(2));
  const imaging = await openImaging({
    store,
    folder: join(dataFolder, "files"),
    record: pinoRecorder(log),
    onJobFailed: (error, studyId) => log.error({ err: error, studyId }, "indexing a study failed"),
  });
  const apis = [imagingApi(imaging)];
  const { app, boundary } = rootApp(apis, pinoRecorder(log));
  const server = await listen(app, boundary, port);
  for (const api of apis) api.start();
  await introduce(apis, server.url, join(dataFolder, "demo.json"));
  return async () => {
    await server.close();
    for (const api of apis) await api.stop();
  };
}

function readPort(): number {
  const text = process.env.PORT ?? "4000";
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`expected PORT to be a number from 0 to 65535, received "${text.slice(0, 80)}"`);
}

/** Opens the demo of each API with the credentials of an earlier start, where they still work. */
async function introduce(apis: readonly Api[], url: string, demoPath: string): Promise<void> {
  const known = await readCredentials(demoPath);
  const demos = [];
  for (const api of apis) demos.push({ api, demo: await api.demo(known[api.name] ?? {}) });
  await writeDemoFile(demoPath, url, demos);
  const hasColours = process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  process.stdout.write(`${banner(url, relative("", demoPath), demos, hasColours)}\n`);
}
