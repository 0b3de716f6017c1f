import type { JSX } from "hono/jsx/jsx-runtime";
import type { Entry } from "../../contract/index.ts";
import { adviceFor, groupBy, kindGroups } from "../describe/index.ts";
import type { Links, Page, Site } from "../site.ts";
import { Layout } from "./layout.tsx";
import { Text } from "./markdown.tsx";
import { breakable, CodeLinks, Section, Table } from "./section.tsx";

interface PageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** The list of the kinds that the contract uses, with their codes. */
export function KindsPage({ site, page, links }: PageProps): JSX.Element {
  const byKind = groupBy([...site.contract.entries.values()], ({ kind }) => kind);
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{page.title}</h1>
      <p class="title">Codes of one kind can be handled in the same way, also those that are added later</p>
      {kindGroups.map(({ title, kinds }) => {
        const used = kinds.filter((kind) => byKind.has(kind));
        if (used.length === 0) return null;
        return (
          <Section id={title.toLowerCase().replaceAll(" ", "-")} title={title}>
            <Table
              head={["Kind", "Codes"]}
              rows={used.map((kind) => [
                <a class="mono" href={links.page(`kinds/${kind}`)}>
                  {kind}
                </a>,
                <CodeLinks entries={byKind.get(kind) ?? []} links={links} />,
              ])}
            />
          </Section>
        );
      })}
    </Layout>
  );
}

/** The page of one kind: what its codes have in common, and the codes. */
export function KindPage({ site, page, links, kind }: PageProps & { readonly kind: Entry["kind"] }): JSX.Element {
  const entries = [...site.contract.entries.values()].filter((entry) => entry.kind === kind);
  return (
    <Layout site={site} page={page} links={links}>
      <p class="crumb">
        <a href={links.page("")}>{site.contract.name} errors</a> / <a href={links.page("kinds")}>kinds</a>
      </p>
      <h1>{breakable(kind)}</h1>
      <p class="title">Codes that a program can handle in the same way</p>
      <Table
        head={["Code", "Status", "Retry", "When", "What to do"]}
        labelled={["Status", "Retry"]}
        rows={entries.map((entry) => [
          <a class="mono" href={links.page(entry.code)}>
            {breakable(entry.code)}
          </a>,
          String(entry.status),
          entry.retry,
          <Text text={entry.when} />,
          <Text text={adviceFor(entry).action} />,
        ])}
      />
    </Layout>
  );
}
