import type { ApiDemo } from "./demo-file.ts";

/** Returns the text that `npm start` prints: addresses, demo keys, and commands to try the first API. */
export function banner(url: string, demoPath: string, demos: readonly ApiDemo[], hasColours: boolean): string {
  const bold = (text: string): string => (hasColours ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string): string => (hasColours ? `\u001b[2m${text}\u001b[22m` : text);
  const apis = demos.flatMap(({ api, credentials }) => {
    const width = Math.max(...credentials.map(({ name }) => name.length));
    return [
      `${bold(`${url}/${api.name}`)}  ${api.about}`,
      ...credentials.map(({ name, secret, about }) => `  ${name.padEnd(width)}  ${shorten(secret)}  ${dim(about)}`),
      "",
    ];
  });
  const tries = demos[0]?.tries ?? [];
  return [
    "",
    `${bold("Errata")} is running on ${bold(url)}`,
    "",
    ...apis,
    bold("Try it"),
    ...tries.flatMap(({ command, response }) => [dim(`  # ${response}`), `  ${command}`, ""]),
    dim(`Full keys, and commands for every API: ${demoPath}`),
    dim(`Contracts and operations: ${url}`),
    dim("Press Ctrl-C to stop."),
  ].join("\n");
}

/** Shortens tokens that would fill the terminal. The demo file contains all of them in full. */
function shorten(secret: string): string {
  return secret.length > 64 ? `${secret.slice(0, 24)}…` : secret;
}
