import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { referenceFile } from "../../reference/index.ts";
import type { Reply } from "./http.ts";

const { resolve } = createRequire(import.meta.url);
const own = (name: string): string => readFileSync(new URL(`./assets/${name}`, import.meta.url), "utf8");

/** Files of the pages, by name. The chart library is served as its package contains it. */
const assets: ReadonlyMap<string, { readonly type: string; readonly read: () => string }> = new Map([
  ["reference.css", { type: "text/css", read: () => referenceFile("reference.css") }],
  ["console.css", { type: "text/css", read: () => own("console.css") }],
  ["console.js", { type: "text/javascript", read: () => own("console.js") }],
  ["uplot.css", { type: "text/css", read: () => readPackage("uplot/dist/uPlot.min.css") }],
  ["uplot.js", { type: "text/javascript", read: () => readPackage("uplot/dist/uPlot.iife.min.js") }],
]);

/** Returns a file of the pages. */
export function assetOf(name: string): Reply | undefined {
  const asset = assets.get(name);
  return asset && { type: asset.type, body: asset.read() };
}

/** Reads a file of a package. @throws Error that says how to install it */
function readPackage(path: string): string {
  const [name] = path.split("/");
  try {
    return readFileSync(resolve(path), "utf8");
  } catch (cause) {
    throw new Error(`"errata/console" needs the package "${name}", which is not installed. Run: npm install ${name}`, {
      cause,
    });
  }
}
