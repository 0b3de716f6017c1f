import type { ApiDemo } from "./demo-file.ts";

/** Well-known path of the catalog. @see RFC 9727 section 2 */
export const catalogPath = "/.well-known/api-catalog";

/** Returns the Link header with which other responses lead to the catalog. @param base beginning of the address; empty for a path */
export function catalogLink(base: string, relation: "api-catalog" | "self" = "api-catalog"): string {
  return `<${base}${catalogPath}>; rel="${relation}"`;
}

/**
 * Returns the catalog of the APIs as a linkset: for each API its description, its pages, its contract and its codes.
 *
 * @see RFC 9727 section 4 and RFC 9264
 */
export function apiCatalog(url: string, demos: readonly ApiDemo[]): Response {
  const addresses = demos.map(({ api }) => `${url}/${api.name}`);
  const linkset = [
    {
      anchor: url + catalogPath,
      item: addresses.map((href) => ({ href })),
      "service-doc": [
        { href: `${url}/docs/errata/`, type: "text/html" },
        { href: `${url}/llms.txt`, type: "text/plain" },
      ],
      "service-meta": [{ href: `${url}/docs/codes.json`, type: "application/json" }],
    },
    ...demos.map(({ api: { name, about } }) => ({
      anchor: `${url}/${name}`,
      "service-desc": [{ href: `${url}/docs/${name}/openapi.json`, type: "application/json", title: about }],
      "service-doc": [
        { href: `${url}/docs/${name}/`, type: "text/html" },
        { href: `${url}/docs/${name}/llms.txt`, type: "text/plain" },
      ],
      "service-meta": [
        { href: `${url}/${name}/.well-known/errata.json`, type: "application/json" },
        { href: `${url}/docs/${name}/codes.json`, type: "application/json" },
      ],
    })),
  ];
  return new Response(`${JSON.stringify({ linkset }, null, 2)}\n`, {
    headers: {
      "Content-Type": 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"',
      "Cache-Control": "no-cache",
      // A client that sends HEAD finds the APIs here.
      Link: [catalogLink(url, "self"), ...addresses.map((href) => `<${href}>; rel="item"`)].join(", "),
    },
  });
}
