import type { ApiDemo } from "./demo-file.ts";
import { type Guide, guideList, guideMarkdown } from "./guides/index.ts";
import type { References } from "./references.ts";

/** Everything that the files about all APIs are written from. */
export interface SiteContents {
  readonly demos: readonly ApiDemo[];
  readonly guides: readonly Guide[];
  readonly referenceOf: References;
}

/** Returns every code of all APIs as data, without recordings, which the `codes.json` of each API has. */
export function siteCodes({ demos, referenceOf }: SiteContents): string {
  const codes = demos.flatMap(({ api: { name } }) => {
    const file = referenceOf(name, false)?.file("codes.json") ?? "{}";
    const { codes = [] } = JSON.parse(file) as { codes?: readonly { page: string }[] };
    return codes.map((code) => ({ api: name, ...code, page: `${name}/${code.page}`, recording: undefined }));
  });
  return `${JSON.stringify({ codes }, null, 2)}\n`;
}

/** Returns `llms.txt` of the site: where language models find the APIs and the guides. @param root way to the root of the site */
export function siteLlmsText({ demos, guides }: SiteContents, root: string): string {
  const docs = `${root}docs/`;
  const apis = demos.map(
    ({ api: { name, about, contract } }) =>
      `- [${name}](${docs}${name}/llms.txt): ${about}; ${contract.codes.length} codes, ${contract.operations.size} operations. [OpenAPI](${docs}${name}/openapi.json), [codes](${docs}${name}/codes.json), [contract](${root}${name}/.well-known/errata.json), [all pages](${docs}${name}/llms-full.txt)`,
  );
  return [
    "# Errata",
    "> Errata makes the failures of an HTTP API part of its contract. Five APIs run on this server, and each returns only the errors that its contract declares. Every code has a page that says what to do, whether anything happened, and whether it was charged.",
    "Add `.md` to the address of a page for its Markdown, or send `Accept: text/markdown`: an API then describes its errors in Markdown, too.",
    "## APIs",
    apis.join("\n"),
    "## Data",
    [
      `- [codes.json](${docs}codes.json): every code of all APIs`,
      `- [API catalog](${root}.well-known/api-catalog): the APIs as a linkset (RFC 9727)`,
      `- [llms-full.txt](${root}llms-full.txt): the guides and every page of all APIs in one file`,
    ].join("\n"),
    "## Guides of the library",
    guideList(guides, root),
    "",
  ].join("\n\n");
}

/** Returns the guides and every page of all APIs in one file. @param root way to the root of the site */
export function siteLlmsFullText({ demos, guides, referenceOf }: SiteContents, root: string): string {
  const ofGuides = guides.map((guide) => guideMarkdown(guide, root));
  const ofApis = demos.map(({ api: { name } }) => {
    const text = referenceOf(name, false)?.file("llms-full.txt") ?? "";
    return text.replaceAll(/\]\(((?![a-z]+:|[#/])[^()\s]+)\)/g, (_, target: string) => {
      const { pathname, hash } = new URL(target, `file:///docs/${name}/`);
      return `](${root}${pathname.slice(1)}${hash})`;
    });
  });
  return [...ofGuides, ...ofApis].join("\n---\n\n");
}
