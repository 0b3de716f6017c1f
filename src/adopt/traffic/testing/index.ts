/** Provides a recording that Playwright made with Chromium of five requests to a shop. */
import { readFile } from "node:fs/promises";

/** Returns the text of the recording. */
export function chromiumHar(): Promise<string> {
  return readFile(new URL("chromium.har", import.meta.url), "utf8");
}
