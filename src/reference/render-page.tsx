import type { JSX } from "hono/jsx/jsx-runtime";
import { describeCode } from "./describe/index.ts";
import {
  ChangesPage,
  CodePage,
  GuidePage,
  IndexPage,
  KindPage,
  KindsPage,
  OperationPage,
  OperationsPage,
  ResponsesPage,
  RetriesPage,
  WebhooksPage,
} from "./pages/index.ts";
import { type LinkStyle, linksFrom, type Page, type Site } from "./site.ts";

/** Renders a page as HTML. */
export function renderPage(site: Site, page: Page, style: LinkStyle): string {
  return `<!doctype html>\n${String(elementOf(site, page, style))}\n`;
}

function elementOf(site: Site, page: Page, style: LinkStyle): JSX.Element {
  const { contract } = site;
  const props = { site, page, links: linksFrom(page, style) };
  const entry = contract.entries.get(page.path);
  if (entry !== undefined) {
    const description = describeCode(contract, entry, site.recordings.get(entry.code), site.formatter);
    return <CodePage {...props} description={description} />;
  }
  if (page.path === "guide/responses") return <ResponsesPage {...props} />;
  if (page.path === "guide/retries") return <RetriesPage {...props} />;
  if (page.path === "guide/webhooks") return <WebhooksPage {...props} />;
  if (page.path === "guide/changes") return <ChangesPage {...props} />;
  if (page.path === "kinds") return <KindsPage {...props} />;
  if (page.guide !== undefined) return <GuidePage {...props} guide={page.guide} />;
  if (page.path === "operations") return <OperationsPage {...props} />;
  const { kind, operation } = page;
  if (kind !== undefined) return <KindPage {...props} kind={kind} />;
  return operation === undefined ? <IndexPage {...props} /> : <OperationPage {...props} operation={operation} />;
}
