import { relative } from "node:path";
import type { ApiDemo } from "./demo-file.ts";
import type { OpenedConsole } from "./open-console.ts";

/**
 * Returns the text that `npm start` prints: addresses, demo keys, and commands to try the first API.
 *
 * @param demoPath path of the file with the keys; undefined if there is no demo
 */
export function banner(
  url: string,
  demoPath: string | undefined,
  demos: readonly ApiDemo[],
  operators: OpenedConsole["hint"],
  hasColours: boolean,
): string {
  const bold = (text: string): string => (hasColours ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string): string => (hasColours ? `\u001b[2m${text}\u001b[22m` : text);
  const apis = demos.flatMap(({ api, credentials }) => {
    const width = Math.max(0, ...credentials.map(({ name }) => name.length));
    return [
      `${bold(`${url}/${api.name}`)}  ${api.about}`,
      ...credentials.map(({ name, secret, about }) => `  ${name.padEnd(width)}  ${shorten(secret)}  ${dim(about)}`),
      "",
    ];
  });
  const tries = demos[0]?.tries ?? [];
  const demo =
    demoPath === undefined
      ? [dim("No demo accounts. ERRATA_DEMO=1 creates them.")]
      : [
          bold("Try it"),
          ...tries.flatMap(({ command, response }) => [dim(`  # ${response}`), `  ${command}`, ""]),
          dim(`Full keys, and commands for every API: ${shortPath(demoPath)}`),
        ];
  return [
    "",
    `${bold("Errata")} is running on ${bold(url)}`,
    "",
    ...apis,
    ...demo,
    operators.path === "" ? dim(operators.about) : `Console: ${url}${operators.path}  ${dim(operators.about)}`,
    dim(`Contracts and operations: ${url}`),
    dim("Press Ctrl-C to stop."),
  ].join("\n");
}

function shortPath(path: string): string {
  const shown = relative("", path);
  return shown.startsWith("..") ? path : shown;
}

/** Shortens tokens that would fill the terminal. The demo file contains all of them in full. */
function shorten(secret: string): string {
  return secret.length > 64 ? `${secret.slice(0, 24)}…` : secret;
}
