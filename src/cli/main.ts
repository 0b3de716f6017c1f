#!/usr/bin/env node
import { run } from "./index.ts";

for (const stream of [process.stdout, process.stderr]) ignoreClosedPipe(stream);

try {
  process.exitCode = await run(process.argv.slice(2), process);
} catch (error) {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`errata: this is a bug in errata. Please report it with the following trace.\n${trace}\n`);
  process.exitCode = 1;
}

/** A reader that closes the pipe early, such as `| head`, is not an error. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
