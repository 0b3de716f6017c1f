import { CommandError, type Terminal } from "../../verb.ts";
import { download } from "./download.ts";

/** Pages that are read at the same time, so that a documentation site is not flooded. */
const concurrency = 8;

/** Reads the pages at several URLs. @returns the text of each page, or the reason why there is none */
export async function readPages(
  urls: readonly string[],
  { stderr }: Pick<Terminal, "stderr">,
): Promise<ReadonlyMap<string, string | CommandError>> {
  const pages = new Map<string, string | CommandError>();
  const waiting = [...urls];
  const showsProgress = (stderr as Partial<NodeJS.WriteStream>).isTTY === true && urls.length > concurrency;
  const readNext = async (): Promise<void> => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
      pages.set(url, await download(url, "a page").catch(asCommandError));
      if (showsProgress) stderr.write(`\rRead ${pages.size} of ${urls.length} pages.`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, urls.length) }, readNext));
  if (showsProgress) stderr.write("\r\u001b[2K");
  return pages;
}

function asCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  throw error;
}
