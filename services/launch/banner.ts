import type { ApiDemo } from "./demo-file.ts";

/** Writes what a newcomer reads after the start: addresses, keys, and the commands of the first API to try. */
export function banner(url: string, demoPath: string, demos: readonly ApiDemo[], hasColours: boolean): string {
  const bold = (text: string): string => (hasColours ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string): string => (hasColours ? `\u001b[2m${text}\u001b[22m` : text);
  const parts = demos.flatMap(({ api, credentials }) => {
    const width = Math.max(...credentials.map(({ name }) => name.length));
    return [
      `${bold(`${url}/${api.name}`)}  ${api.about}`,
      ...credentials.map(({ name, secret, about }) => `  ${name.padEnd(width)}  ${shortened(secret)}  ${dim(about)}`),
      "",
    ];
  });
  const tries = demos[0]?.tries ?? [];
  return [
    "",
    `${bold("Errata")} serves on ${url}`,
    "",
    ...parts,
    bold("Try"),
    ...tries.flatMap(({ command, answer }) => [dim(`  # ${answer}`), `  ${command}`, ""]),
    dim(`Whole keys, and commands for every API: ${demoPath}. What is served: ${url}. Stop with Ctrl-C.`),
  ].join("\n");
}

/** Tokens that would fill the terminal are cut: nobody types them, and the file has them whole. */
function shortened(secret: string): string {
  return secret.length > 64 ? `${secret.slice(0, 24)}…` : secret;
}
