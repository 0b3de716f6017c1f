/** Writes every page of a large reference in memory, and sends the parent the figures. Usage: build.ts <number of codes> */
import { reference } from "errata/reference";
import { apiWith } from "./large-api.ts";

/** The cost and the size of one build. */
export interface Build {
  readonly files: number;
  readonly bytes: number;
  /** Size of the page of a code, with the stylesheet and the script. */
  readonly pageBytes: number;
  /** CPU time, which other programs on the machine change less than wall time. */
  readonly seconds: number;
  readonly megabytes: number;
}

const { api, recordings } = apiWith(Number(process.argv[2]));
const before = process.cpuUsage();
let files = 0;
let bytes = 0;
let pageBytes = 0;
for (const { path, content } of reference(api, { recordings }).files()) {
  files += 1;
  bytes += content.length;
  if (["THING_0_FAILED.html", "reference.css", "reference.js"].includes(path)) pageBytes += content.length;
}
const { user, system } = process.cpuUsage(before);
const megabytes = process.resourceUsage().maxRSS / 1024;
const build: Build = { files, bytes, pageBytes, seconds: (user + system) / 1e6, megabytes };
process.send?.(build);
