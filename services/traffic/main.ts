import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type DemoFile, readOptions } from "../launch/index.ts";
import { sendRecordings } from "./send-recordings.ts";
import { spreadErrors } from "./spread-errors.ts";

const help = `Sends realistic traffic to the running demo, so that the console has something to show.

Usage: npm run demo:traffic

Sends the recorded requests of every code and operation to the APIs of npm start, and then stores their errors again at times of
the last seven days: more by day than by night, with a deployment, an outage, an account that guesses ids, and retries.
ERRATA_DATA and ERRATA_POSTGRES are those of npm start.
`;

try {
  if (process.argv.some((argument) => argument === "--help" || argument === "-h")) process.stdout.write(help);
  else await main();
} catch (error) {
  process.stderr.write(`npm run demo:traffic: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { dataFolder, postgresUrl } = readOptions([], process.env);
  const demo = await readDemo(join(dataFolder, "demo.json"));
  const startedAt = Date.now();
  const sent = await sendRecordings(demo);
  process.stdout.write(
    `Sent the requests of ${sent.recordings} recordings; ${sent.failed} need a fault inside of the API.\n`,
  );
  const database = postgresUrl === "" ? join(dataFolder, "support.db") : postgresUrl;
  const spread = await spreadErrors(database, startedAt);
  process.stdout.write(
    `Stored ${spread.errors} errors with ${spread.codes} codes, and ${spread.successes} successes.\n`,
  );
  process.stdout.write(`See them at ${demo.url}/console/watch, with the token that npm start has printed.\n`);
}

/** Reads the demo file. @throws Error that says how to start the demo */
async function readDemo(path: string): Promise<DemoFile> {
  try {
    const demo = JSON.parse(await readFile(path, "utf8")) as DemoFile;
    await fetch(demo.url);
    return demo;
  } catch (cause) {
    throw new Error(`No demo is running with the data of ${path}. Start it in another terminal: npm start`, { cause });
  }
}
