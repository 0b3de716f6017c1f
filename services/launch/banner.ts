import type { Api, Demo } from "./api.ts";

/** Writes what a newcomer reads after the start: addresses, keys, and commands to try. */
export function banner(
  url: string,
  demoPath: string,
  demos: readonly { readonly api: Api; readonly demo: Demo }[],
  hasColours: boolean,
): string {
  const bold = (text: string): string => (hasColours ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string): string => (hasColours ? `\u001b[2m${text}\u001b[22m` : text);
  const parts = demos.flatMap(({ api, demo }) => {
    const width = Math.max(...demo.credentials.map(({ name }) => name.length));
    return [
      `${bold(`${url}/${api.name}`)}  ${api.about}`,
      dim(`  contract  ${url}/${api.name}/.well-known/errata.json`),
      ...demo.credentials.map(({ name, secret, about }) => `  ${name.padEnd(width)}  ${secret}  ${dim(about)}`),
      "",
      ...demo.tries(`${url}/${api.name}`).flatMap(({ command, answer }) => [dim(`  # ${answer}`), `  ${command}`, ""]),
    ];
  });
  return [
    "",
    `${bold("Errata")} serves on ${url}`,
    "",
    ...parts,
    dim(`Keys for scripts: ${demoPath}. Stop with Ctrl-C.`),
  ].join("\n");
}
