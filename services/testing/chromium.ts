import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Debian's builds of Chromium. The first has no window, so it opens a page in a quarter of the CPU time. */
const executables = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];
const args =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** Path of Chromium; undefined if this machine lacks it. */
export const chromiumPath: string | undefined = executables.find((path) => existsSync(path));

/** Starts Chromium. */
export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`expected Chromium at ${executables.join(" or ")}, found neither`);
  return chromium.launch({ executablePath: chromiumPath, args: args.split(" ") });
}
